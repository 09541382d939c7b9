import { dayKey, formatDay, formatTime, wallAt } from '../../lib/zones';
import type { Account, Creator, Finding, Media, Post } from '../types';

export const fakeZone = 'Europe/Madrid';

export function creatorOf(a: Account): Creator {
  return {
    accountId: a.id,
    nickname: a.nickname,
    username: a.username,
    privacyOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: true,
    maxDurationMs: 600_000,
  };
}

const landscape: Finding = {
  code: 'not_upright',
  severity: 'warning',
  message: '1280 × 720 is wider than tall. TikTok shows it small, with bars above and below.',
  failReason: '',
  fix: 'Cuedrop can fill the frame: crop it, or put it on bars or a blurred background.',
  postId: '',
};
const gps: Finding = {
  code: 'gps',
  severity: 'info',
  message: 'Has a GPS position.',
  failReason: '',
  fix: 'Removed from the copy we send. Your file keeps it.',
  postId: '',
};
const short: Finding = {
  code: 'duration',
  severity: 'refused',
  message: '0.7 s long. TikTok takes 3 s or more.',
  failReason: 'duration_check_failed',
  fix: 'Choose a longer clip.',
  postId: '',
};

const long: Finding = {
  code: 'too_long',
  severity: 'refused',
  message: '12 min 4 s long. TikTok takes up to 10 minutes.',
  failReason: 'duration_check_failed',
  fix: 'Trim it to 10 minutes or less.',
  postId: '',
};

export function makeMedia(id: string, name: string, part: Partial<Media> = {}): Media {
  return {
    id,
    name,
    size: 60_600_000,
    durationMs: 10_100,
    width: 1080,
    height: 1920,
    fps: 30,
    videoCodec: 'H.264',
    audioCodec: 'AAC',
    container: 'MP4',
    verdict: 'ok',
    route: 'copy',
    findings: [],
    // The newest of all, so that scenes find them at the top.
    addedAt: new Date(Date.now() - 3_600_000).toISOString(),
    removed: false,
    content: id,
    ...part,
  };
}

export const media: Media[] = [
  makeMedia('m1', 'wave-left.mp4', {
    width: 1280,
    height: 720,
    verdict: 'fixable',
    route: 'remux',
    findings: [landscape, gps],
  }),
  makeMedia('m2', 'nube-tile.mp4'),
  makeMedia('m3', 'worm-drive.mov', { videoCodec: 'MPEG-4', container: 'MOV' }),
  makeMedia('m4', 'orbit.mp4'),
  makeMedia('m5', 'yawn.mp4', { fps: 20 }),
  makeMedia('m6', 'DJI_0148.MOV', { container: 'MOV', findings: [gps] }),
  makeMedia('m7', 'tiny.mp4', { durationMs: 700, verdict: 'refused', findings: [short] }),
  makeMedia('m8', 'long-talk.mp4', { durationMs: 724_000, verdict: 'refused', findings: [long] }),
];

export function makePost(id: string, part: Partial<Post>): Post {
  const now = new Date().toISOString();
  const state = part.state ?? 'draft';
  const editable = ['draft', 'scheduled', 'blocked', 'missed', 'failed', 'canceled'];
  const cancelable = ['draft', 'scheduled', 'due', 'prepared', 'init_sent', 'uploading', 'blocked'];
  return {
    id,
    rev: 1,
    state,
    accountId: '',
    mediaId: 'm1',
    mode: 'direct',
    caption: '',
    privacy: '',
    allowComment: false,
    allowDuet: false,
    allowStitch: false,
    yourBrand: false,
    brandedContent: false,
    aiGenerated: false,
    coverMs: 0,
    fit: 'keep',
    cropX: 0,
    cropY: 0,
    trimStartMs: 0,
    trimEndMs: 0,
    trimAtKeyframe: false,
    loudness: false,
    remake: '',
    convert: '',
    scheduledAt: '',
    wall: '',
    zone: fakeZone,
    consentAt: '',
    notBefore: '',
    publishId: '',
    postIds: [],
    link: '',
    attempts: 0,
    createdAt: now,
    updatedAt: now,
    publishedAt: '',
    editable: editable.includes(state),
    cancelable: cancelable.includes(state),
    ...part,
  };
}

/** That many minutes from the nearest quarter of an hour: times as people choose them. */
export const quarterPlus = (minutes: number) =>
  new Date(Math.round(Date.now() / 900_000) * 900_000 + minutes * 60_000).toISOString();

/** "Thu 26 Nov, 08:30". */
function hourOf(minutes: number): string {
  const then = new Date(quarterPlus(minutes));
  return `${formatDay(then, fakeZone, new Date(), 'en')}, ${formatTime(then, fakeZone)}`;
}

function timed(id: string, state: string, minutes: number, part: Partial<Post>): Post {
  const scheduledAt = quarterPlus(minutes);
  const w = wallAt(new Date(scheduledAt), part.zone ?? fakeZone);
  const time = [w.hour, w.minute].map((n) => String(n).padStart(2, '0')).join(':');
  return makePost(id, {
    state,
    scheduledAt,
    wall: `${dayKey(new Date(scheduledAt), part.zone ?? fakeZone)}T${time}:00`,
    privacy: 'PUBLIC_TO_EVERYONE',
    consentAt: quarterPlus(-600),
    ...part,
  });
}

export function makePosts(): Post[] {
  const ny = 'America/New_York';
  const jk = 'Asia/Jakarta';
  return [
    timed('p1', 'uncertain', -1005, {
      mediaId: 'm3',
      accountId: 'a3',
      zone: ny,
      publishId: 'v_pub_file~v2-1.7601447475849021452',
      caption: 'Worm drive at half speed. Watch it refuse to turn back #mechanism #slowmo',
    }),
    timed('p2', 'blocked', 2445, {
      mediaId: 'm4',
      accountId: 'a4',
      caption: 'The night side of Earth, one orbit in 40 seconds #space #timelapse',
      failure: {
        reason: 'auth_required',
        message: `@orbit.notes is signed out. Sign in before ${hourOf(2445)}.`,
      },
    }),
    timed('p3', 'failed', -165, {
      mediaId: 'm5',
      accountId: 'a5',
      zone: 'Europe/London',
      caption: 'The yawn took eleven days to animate #animation #3d',
      failure: {
        reason: 'frame_rate_check_failed',
        message: '20 frames a second. TikTok takes 23 to 60.',
      },
      convert: '30fps',
    }),
    timed('p4', 'uploading', -5, {
      mediaId: 'm2',
      accountId: 'a2',
      caption: 'He found the one warm tile in the house #samoyed #dogsoftiktok',
    }),
    timed('p5', 'confirming', -15, {
      mediaId: 'm5',
      accountId: 'a5',
      mode: 'inbox',
      caption: 'Background pass, before and after the fog #animation #lighting',
    }),
    timed('p6', 'due', 0, {
      mediaId: 'm1',
      accountId: 'a1',
      zone: jk,
      caption: 'Reading the second set: wait for this line #surf #surfcoach',
    }),
    timed('p7', 'scheduled', 165, {
      mediaId: 'm2',
      accountId: 'a2',
      caption: 'Paws, a study #samoyed',
    }),
    timed('p8', 'scheduled', 435, {
      mediaId: 'm3',
      accountId: 'a3',
      zone: ny,
      caption: 'Four gears, one crank, no glue #engineering #bricks',
    }),
    timed('p9', 'scheduled', 1275, {
      mediaId: 'm1',
      accountId: 'a1',
      zone: jk,
      caption: 'Six in the morning, nobody out #surf #dawnpatrol',
    }),
    timed('p10', 'scheduled', 1455, {
      mediaId: 'm2',
      accountId: 'a2',
      caption: 'Monday is a feeling, also on Wednesday #dogsoftiktok',
    }),
    timed('p11', 'scheduled', 4395, {
      mediaId: 'm6',
      accountId: 'a1',
      zone: jk,
      caption: 'Why the lip throws here and not ten metres left #surfcoach',
    }),
    makePost('p12', { mediaId: 'm1', accountId: 'a1' }),
    makePost('p13', { mediaId: 'm6' }),
    makePost('p14', { mediaId: 'm7' }),
    makePost('p18', { mediaId: 'm8', accountId: 'a1', caption: 'The whole talk, nearly' }),
    timed('p15', 'published', -435, {
      mediaId: 'm2',
      accountId: 'a2',
      caption: 'Nube meets snow, declines #samoyed',
      publishedAt: quarterPlus(-433),
      link: 'https://example.invalid/v/1',
    }),
    timed('p16', 'in_inbox', -1485, {
      mediaId: 'm5',
      accountId: 'a5',
      mode: 'inbox',
      caption: 'Blocking to final in six seconds #animation',
      publishedAt: quarterPlus(-1483),
    }),
    timed('p17', 'canceled', -3000, {
      mediaId: 'm4',
      accountId: 'a4',
      caption: 'Cities from 400 km #space',
    }),
  ];
}
