import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { i18n } from '../i18n/i18n';
import { EmptyScreen } from '../ui/EmptyScreen';

type Props = { children: ReactNode };

/** The last resort: the scheduler lives in the back end and does not notice. */
export class ErrorBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <EmptyScreen title={i18n.t('app.crashed')} text={i18n.t('app.crashedText')}>
        <Button onClick={() => location.reload()}>{i18n.t('app.reload')}</Button>
      </EmptyScreen>
    );
  }
}
