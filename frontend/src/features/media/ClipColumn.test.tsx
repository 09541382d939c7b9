import { fireEvent, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeMedia, makePost } from '../../backend/fake/data';
import type { FakeBackend } from '../../backend/fake/fakeBackend';
import { installFake } from '../../backend/fake/install';
import type { Media } from '../../backend/types';
import { renderPart } from '../../testRender';
import { ClipColumn, type ClipEdit } from './ClipColumn';

let backend: FakeBackend;
let edits: Partial<ClipEdit>[];

type Props = Partial<Parameters<typeof ClipColumn>[0]>;

function Subject({ start, ...rest }: Props & { media: Media; start: Partial<ClipEdit> }) {
  const [edit, setEdit] = useState<ClipEdit>({ ...makePost('p', {}), ...start });
  return (
    <ClipColumn
      edit={edit}
      onEdit={(part) => {
        edits.push(part);
        setEdit((e) => ({ ...e, ...part }));
      }}
      maxMs={600_000}
      inbox={false}
      soundAdvice={null}
      username=""
      caption=""
      onReplace={() => undefined}
      {...rest}
    />
  );
}

/** A clip of its own each time: what was asked about one is remembered. */
let count = 50;

function show(start: Partial<ClipEdit> = {}, rest: Props = {}) {
  const media = makeMedia(`m${++count}`, 'a.mp4', {
    width: 1280,
    height: 720,
    durationMs: 10_000,
  });
  backend.addMedia(media);
  return renderPart(<Subject media={media} start={start} {...rest} />);
}

const slider = (name: string) => screen.getByRole('slider', { name });
const text = (name: string) => slider(name).getAttribute('aria-valuetext');
const keyframe = () => screen.getByRole('checkbox', { name: /^Start at a keyframe/ });

/** jsdom lays nothing out: the strip is 100 pixels wide, a handle 24. */
function layOut() {
  Element.prototype.getBoundingClientRect = function (this: Element) {
    const wide = this.hasAttribute('data-timeline') || this.hasAttribute('data-cover-strip');
    const width = wide ? 100 : this.getAttribute('data-edge') ? 24 : 0;
    return new DOMRect(0, 0, width, 50);
  };
}

beforeEach(() => {
  backend = installFake('');
  edits = [];
  layOut();
});

describe('the ends of the part', () => {
  it('move by the arrow keys, by a second with Shift, and to the ends', async () => {
    const user = show();
    slider('Start of the part').focus();
    await user.keyboard('{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
    expect(text('Start of the part')).toBe('0:01.1');
    expect(edits.at(-1)).toMatchObject({ trimStartMs: 1100, trimEndMs: 0 });
    await user.keyboard('{End}');
    expect(text('Start of the part')).toBe('0:09.0');
    await user.keyboard('{Home}');
    expect(edits.at(-1)).toMatchObject({ trimStartMs: 0 });

    slider('End of the part').focus();
    await user.keyboard('{Shift>}{ArrowLeft}{/Shift}{ArrowDown}');
    expect(text('End of the part')).toBe('0:08.9');
    expect(screen.getByText('0:00.0 to 0:08.9, 8.9 s')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Use the whole clip' }));
    expect(edits.at(-1)).toMatchObject({ trimStartMs: 0, trimEndMs: 0 });
    expect(screen.getByText('Whole clip, 10 s')).toBeVisible();
  });

  it('are stored when the pointer lets go, not on the way', () => {
    show();
    const start = slider('Start of the part');
    fireEvent.pointerDown(start, { button: 0, isPrimary: true, pointerId: 1, clientX: 24 });
    for (const clientX of [40, 54, 30]) fireEvent.pointerMove(window, { pointerId: 1, clientX });
    expect(text('Start of the part')).toBe('0:03.0');
    expect(edits).toEqual([]);
    fireEvent.pointerUp(window, { pointerId: 1, clientX: 30 });
    expect(edits).toEqual([expect.objectContaining({ trimStartMs: 3000, trimEndMs: 0 })]);
  });

  it('go back where they were on Escape, which nobody else hears', () => {
    show();
    const start = slider('Start of the part');
    fireEvent.pointerDown(start, { button: 0, isPrimary: true, pointerId: 1, clientX: 24 });
    fireEvent.pointerMove(window, { pointerId: 1, clientX: 64 });
    const heard: Event[] = [];
    document.addEventListener('keydown', (e) => heard.push(e), { once: true });
    fireEvent.keyDown(start, { key: 'Escape' });
    expect(heard).toEqual([]);
    fireEvent.pointerUp(window, { pointerId: 1, clientX: 64 });
    expect(text('Start of the part')).toBe('0:00.0');
    expect(edits).toEqual([]);
  });

  it('come to the playhead on I and O', async () => {
    const user = show();
    slider('Position in the clip').focus();
    await user.keyboard('{Shift>}{ArrowRight}{ArrowRight}{/Shift}i');
    expect(edits.at(-1)).toMatchObject({ trimStartMs: 2000 });
    await user.keyboard('{Shift>}{ArrowRight}{ArrowRight}{/Shift}{ArrowRight}o');
    expect(edits.at(-1)).toMatchObject({ trimStartMs: 2000, trimEndMs: 4100 });
  });

  it('leave I and O to whoever writes', async () => {
    const user = show();
    const field = document.body.appendChild(document.createElement('textarea'));
    field.focus();
    await user.keyboard('io');
    expect(field.value).toBe('io');
    expect(edits).toEqual([]);
    field.remove();
  });
});

describe('a start at a keyframe', () => {
  it('says where it really is', async () => {
    const user = show({ trimStartMs: 3500 });
    await waitFor(() => expect(keyframe()).toBeEnabled());
    await user.click(keyframe());
    expect(edits.at(-1)).toMatchObject({ trimAtKeyframe: true, trimStartMs: 3500 });
    expect(screen.getByText('Really starts at 0:02.1, 1.4 s earlier.')).toBeVisible();
    expect(text('Start of the part')).toBe('0:03.5, really starts at 0:02.1');
    expect(screen.getByText('0:02.1 to 0:10.0, 7.9 s')).toBeVisible();
  });

  it('is not offered where the picture is made anew', async () => {
    const user = show({ trimStartMs: 3500, trimAtKeyframe: true, coverMs: 2000 });
    await waitFor(() => expect(text('Cover')).toBe('Frame at 0:04.1'));
    await user.click(screen.getByRole('radio', { name: 'Crop' }));
    expect(keyframe()).toBeDisabled();
    expect(screen.getByText(/starts exactly where you say/)).toBeVisible();
    expect(text('Start of the part')).toBe('0:03.5');
    expect(text('Cover')).toBe('Frame at 0:04.1');
    expect(edits).toEqual([{ fit: 'crop', coverMs: 600 }]);
  });

  it('is not offered while the keyframes are not known', async () => {
    backend.keyframesKnown = false;
    show({ trimStartMs: 3500 });
    expect(await screen.findByText('The keyframes of this clip are not known.')).toBeVisible();
    expect(keyframe()).toBeDisabled();
  });

  it('says why a clip could not be looked at', async () => {
    backend.refuseLook = 'ffmpeg was not found. Install it.';
    show({ trimStartMs: 3500 });
    expect(await screen.findByText(backend.refuseLook)).toBeVisible();
  });
});

it('what is too long is cut to what TikTok takes', async () => {
  const user = show({}, { maxMs: 4000 });
  expect(text('End of the part')).toBe('0:10.0');
  await user.click(screen.getByRole('button', { name: 'Trim to 4 s' }));
  expect(edits).toEqual([expect.objectContaining({ trimStartMs: 0, trimEndMs: 4000 })]);
  expect(screen.queryByRole('button', { name: /^Trim to/ })).toBeNull();
});

describe('the cover', () => {
  it('is counted from the start of the part', async () => {
    const user = show({ trimStartMs: 2000 });
    expect(text('Cover')).toBe('First frame');
    slider('Cover').focus();
    await user.keyboard('{Shift>}{ArrowRight}{/Shift}{ArrowRight}');
    expect(edits.at(-1)).toEqual({
      trimStartMs: 2000,
      trimEndMs: 0,
      trimAtKeyframe: false,
      coverMs: 1100,
    });
    expect(text('Cover')).toBe('Frame at 0:03.1');
    expect(screen.getAllByText('Frame at 0:03.1')[0]).toBeVisible();
  });

  it('stays the same picture when the part changes, while it is inside', async () => {
    const user = show({ trimStartMs: 2000, coverMs: 1100 });
    slider('Start of the part').focus();
    await user.keyboard('{Shift>}{ArrowRight}{/Shift}');
    expect(edits.at(-1)).toMatchObject({ trimStartMs: 3000, coverMs: 100 });
    await user.keyboard('{Shift>}{ArrowRight}{/Shift}');
    expect(edits.at(-1)).toMatchObject({ trimStartMs: 4000, coverMs: 0 });
    expect(text('Cover')).toBe('First frame');
  });

  it('can be the suggested picture, unless that is cut off', async () => {
    const user = show({ trimStartMs: 1000 });
    await user.click(await screen.findByRole('button', { name: 'Use suggestion, 0:04.0' }));
    expect(edits.at(-1)).toMatchObject({ coverMs: 3000 });
    expect(screen.getByText('Suggested')).toBeVisible();
    slider('Start of the part').focus();
    await user.keyboard('{End}');
    expect(screen.queryByText('Suggested')).toBeNull();
    expect(screen.queryByRole('button', { name: /^Use suggestion/ })).toBeNull();
  });

  it('is chosen in the TikTok app for an inbox upload', () => {
    show({}, { inbox: true });
    expect(screen.queryByRole('slider', { name: 'Cover' })).toBeNull();
    expect(screen.getByText(/chosen in the TikTok app/)).toBeVisible();
  });
});

describe('the crop frame', () => {
  it('moves by the keyboard, and the preview shows just that', async () => {
    const user = show({ fit: 'crop' });
    slider('Crop frame').focus();
    expect(text('Crop frame')).toBe('Middle');
    await user.keyboard('{ArrowLeft}');
    expect(edits.at(-1)).toEqual({ cropX: -0.02, cropY: 0 });
    await user.keyboard('{Home}');
    expect(text('Crop frame')).toBe('100 % towards the left');
    expect(document.querySelector('video')).toHaveStyle({ objectPosition: '0% 50%' });
  });

  it('is only there for a clip that is cropped', async () => {
    const user = show();
    expect(screen.queryByRole('slider', { name: 'Crop frame' })).toBeNull();
    await user.click(screen.getByRole('radio', { name: 'Crop' }));
    expect(slider('Crop frame')).toBeVisible();
    expect(edits).toEqual([{ fit: 'crop' }]);
  });
});

it('the sound switch says what is wrong with the sound', async () => {
  const user = show({}, { soundAdvice: 'quiet' });
  expect(screen.getByText(/^Quiet as it is/)).toBeVisible();
  await user.click(screen.getByRole('switch', { name: /LUFS/ }));
  expect(edits).toEqual([{ loudness: true }]);
  expect(screen.queryByText(/^Quiet as it is/)).toBeNull();
});

describe('a clip that cannot be played here', () => {
  const fail = () => fireEvent.error(document.querySelector('video') as HTMLVideoElement);

  it('is played from a copy made for that', async () => {
    show();
    const video = document.querySelector('video');
    expect(video?.src).toContain('/preview');
    fail();
    expect(await screen.findByText('Making a preview…')).toBeVisible();
    await waitFor(() => expect(video?.src).toContain('/proxy'));
    expect(screen.queryByText('Making a preview…')).toBeNull();
    fail();
    expect(await screen.findByText(/^This clip cannot be played here/)).toBeVisible();
  });

  it('says so when there is no copy either', async () => {
    backend.refuseProxy = 'No.';
    show();
    fail();
    expect(await screen.findByText(/^This clip cannot be played here/)).toBeVisible();
    expect(slider('Start of the part')).toBeVisible();
  });
});
