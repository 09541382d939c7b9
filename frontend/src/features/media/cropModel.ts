/** Where the frame of a cropped picture lies: -1 is left or top, 0 the middle, 1 right or bottom. */
export type Crop = { x: number; y: number };

export type Axis = 'x' | 'y';

type Shape = { width: number; height: number };

const phone = 9 / 16;

/** The direction in which a clip is cut; the other one stays whole. */
export function cropAxis({ width, height }: Shape): Axis {
  return width * 16 > height * 9 ? 'x' : 'y';
}

/** How much of the cut direction is kept, 0 to 1. */
export function keptShare(shape: Shape): number {
  if (shape.width <= 0 || shape.height <= 0) return 1;
  const ratio = shape.width / shape.height;
  return cropAxis(shape) === 'x' ? phone / ratio : ratio / phone;
}

/** What a picture that fills a box shows of itself: CSS counts from 0 to 100 %. */
export function objectPosition({ x, y }: Crop): string {
  return `${percent(x)}% ${percent(y)}%`;
}

const percent = (v: number) => Math.round((v + 1) * 5000) / 100;

/** Where the kept frame begins and how long it is, as shares of the cut direction. */
export function frameOf(shape: Shape, crop: Crop): { from: number; size: number } {
  const size = keptShare(shape);
  return { from: ((crop[cropAxis(shape)] + 1) / 2) * (1 - size), size };
}

/** Two digits are finer than a pixel of any clip's preview, and stay readable. */
export function clampCrop(v: number): number {
  const near = Math.round(Math.min(1, Math.max(-1, v)) * 100) / 100;
  return near === 0 ? 0 : near;
}

/** The frame after a drag by px where it can travel room pixels in all. */
export function dragFrame(before: Crop, axis: Axis, px: number, room: number): Crop {
  if (room <= 0) return before;
  return { ...before, [axis]: clampCrop(before[axis] + (2 * px) / room) };
}

/** Dragging the picture under a frame that stands still is the same the other way round. */
export function dragPicture(before: Crop, shape: Shape, px: number, boxLength: number): Crop {
  const room = boxLength / keptShare(shape) - boxLength;
  return dragFrame(before, cropAxis(shape), -px, room);
}
