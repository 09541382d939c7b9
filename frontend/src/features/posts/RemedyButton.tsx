import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../backend/types';
import { runRemedy } from './acts';
import { remedyOf } from './model';

/** The one button a row may have: the remedy. */
export function RemedyButton({ post, tabIndex }: { post: Post; tabIndex: number }) {
  const { t } = useTranslation();
  const remedy = remedyOf(post);
  if (!remedy) return null;
  return (
    <Button
      variant="default"
      size="xs"
      data-remedy={remedy}
      tabIndex={tabIndex}
      onClick={() => runRemedy(post)}
    >
      {t(`remedy.${remedy}`)}
    </Button>
  );
}
