import { Fragment } from 'react';
import { thumbUrl } from '../../backend/mediaUrls';
import { ariaKeys, capsOf } from '../../lib/keys';
import { comboOf } from '../../state/shortcuts';
import { Avatar } from '../../ui/Avatar';
import { Kbd } from '../../ui/Kbd';
import { Thumb } from '../../ui/Thumb';
import type { Item, Picture } from './model';
import classes from './Palette.module.css';

type Props = {
  id: string;
  item: Item;
  chosen: boolean;
  onPoint: () => void;
  onChoose: () => void;
};

/** One line: picture, title with what was found in bold, and its keys or a fact at the right. */
export function PaletteLine({ id, item, chosen, onPoint, onChoose }: Props) {
  const keys = item.shortcut && comboOf(item.shortcut);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field has the keyboard, and names this one as chosen.
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does it.
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-keyshortcuts={keys && ariaKeys(keys)}
      className={classes.line}
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      <span className={classes.picture}>
        <PictureOf picture={item.picture} />
      </span>
      <span className={classes.title}>
        <Marked text={item.title} ranges={item.ranges} />
      </span>
      {item.meta && <span className={classes.meta}>{item.meta}</span>}
      {keys && (
        <span className={classes.keys}>
          {capsOf(keys).map((k) => (
            <Kbd key={k} keys={k} />
          ))}
        </span>
      )}
    </div>
  );
}

function PictureOf({ picture }: { picture: Picture }) {
  switch (picture.kind) {
    case 'icon': {
      const Icon = picture.icon;
      return <Icon size={16} stroke={1.7} aria-hidden />;
    }
    case 'clip':
      return <Thumb src={thumbUrl(picture.mediaId)} width={16} height={28} />;
    case 'account': {
      const { nickname, username, avatarUrl } = picture.account;
      return <Avatar name={nickname || username} src={avatarUrl} size={18} />;
    }
  }
}

function Marked({ text, ranges }: Pick<Item, 'ranges'> & { text: string }) {
  let last = 0;
  const parts = ranges.map(([from, to]) => {
    const start = Math.max(from, last);
    const part = (
      <Fragment key={from}>
        {text.slice(last, start)}
        <b>{text.slice(start, to)}</b>
      </Fragment>
    );
    last = Math.max(last, to);
    return part;
  });
  return (
    <>
      {parts}
      {text.slice(last)}
    </>
  );
}
