import * as calls from '../../backend/calls';
import type { NotificationSettings } from '../../backend/types';
import { usePreferences } from '../../state/appStore';
import { useTask } from '../../state/useTask';
import { Group } from './SettingRow';
import { SettingsFrame } from './SettingsFrame';
import { SwitchRow } from './SwitchRow';

/** What is told outside the window. */
export function NotificationsPage() {
  const { notifications } = usePreferences();
  const { run, error } = useTask();
  const tell = (part: Partial<NotificationSettings>) =>
    void run(() => calls.setNotifications({ ...notifications, ...part }));
  return (
    <SettingsFrame page="notifications" error={error}>
      <Group>
        <SwitchRow word="tell" on={notifications.on} onChange={(on) => tell({ on })} />
        <SwitchRow
          word="successes"
          on={notifications.successes}
          disabled={!notifications.on}
          onChange={(successes) => tell({ successes })}
        />
        <SwitchRow
          word="hide"
          on={notifications.hideContent}
          disabled={!notifications.on}
          onChange={(hideContent) => tell({ hideContent })}
        />
      </Group>
    </SettingsFrame>
  );
}
