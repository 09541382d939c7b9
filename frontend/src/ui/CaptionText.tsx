import { memo } from 'react';
import { captionParts } from '../lib/caption';

/** A caption on one line: words in ink, hashtags and mentions in third ink. */
export const CaptionText = memo(function CaptionText({ text }: { text: string }) {
  return captionParts(text.replace(/\s+/g, ' ')).map((part, i) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity of their own.
      <span key={i} style={{ color: 'var(--ink-3)' }}>
        {part.text}
      </span>
    ),
  );
});
