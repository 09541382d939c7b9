import { IconHandStop, IconKey, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../lib/numbers';
import { useAccountMap, useMediaMap, usePosts, useRest } from '../../state/appStore';
import { sectionOf } from '../../state/postStates';
import { openConnect, setUi, useUi } from '../../state/ui';
import { IconButton } from '../../ui/IconButton';
import { OnDeck } from './OnDeck';
import { placeLooks } from './places';
import classes from './Sidebar.module.css';
import { SidebarAccount } from './SidebarAccount';

/** Whose window it is, its places, accounts, and the post that goes out next. */
export function Sidebar({ brand }: { brand: ReactNode }) {
  const { t } = useTranslation();
  const posts = usePosts();
  const rest = useRest();
  const hidden = useUi((s) => s.hidden);
  const accounts = [...useAccountMap().values()];
  const clips = useMediaMap().size;
  const waiting = useMemo(() => {
    let n = rest.get('needsYou') ?? 0;
    for (const p of posts.values()) {
      if (sectionOf(p.state) === 'needsYou' && !hidden.has(p.id)) n++;
    }
    return n;
  }, [posts, rest, hidden]);
  const signedOut = accounts.filter((a) => a.health !== 'ok').length;

  return (
    <div className={classes.sidebar}>
      {brand}
      <nav className={classes.places} aria-label={t('nav.label')}>
        {placeLooks.map(({ to, word, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            className={classes.place}
            onClick={() => setUi({ composerId: null })}
          >
            <Icon size={17} stroke={1.7} aria-hidden />
            <span className={classes.word}>{t(`nav.${word}`)}</span>
            {word === 'queue' && waiting > 0 && (
              <span className={classes.badge} title={t('nav.needsYou', { count: waiting })}>
                <IconHandStop size={14} stroke={1.9} aria-hidden />
                <span className={classes.word}>{waiting}</span>
              </span>
            )}
            {word === 'library' && clips > 0 && (
              <span className={classes.count} title={t('nav.clips', { count: clips })}>
                {formatNumber(clips)}
              </span>
            )}
            {word === 'accounts' && signedOut > 0 && (
              <span className={classes.badge} title={t('nav.signInAgain', { count: signedOut })}>
                <IconKey size={14} stroke={1.9} aria-hidden />
                <span className={classes.word}>{signedOut}</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      <section className={classes.accounts} aria-label={t('nav.accountList')}>
        <header>
          <h2>{t('nav.accountList')}</h2>
          <IconButton
            icon={IconPlus}
            size={14}
            label={t('nav.add')}
            onClick={() => openConnect()}
          />
        </header>
        <ul>
          {accounts.map((a) => (
            <SidebarAccount key={a.id} account={a} />
          ))}
        </ul>
      </section>
      <OnDeck />
    </div>
  );
}
