import { afterEach, describe, expect, it } from 'vitest';
import { inNotation } from '../lib/figures';
import { setLocale } from '../lib/locale';
import { loadSentences, said } from './sentences';

async function read(language: string, tag = language) {
  await loadSentences(language);
  setLocale(tag);
}

afterEach(() => read('en'));

type Row = { code: string; english: string; es: string; id: string; zh: string };

const rows: Row[] = [
  {
    code: 'too_short',
    english: '0.7 s long. TikTok takes 3 s or more.',
    es: 'Dura 0,7 s. TikTok admite 3 s o más.',
    id: 'Durasi 0,7 dtk. TikTok menerima 3 dtk atau lebih.',
    zh: '时长 0.7秒。TikTok 接受 3 秒以上。',
  },
  {
    code: 'too_long',
    english: '11 min 5 s long. TikTok takes up to 10 minutes.',
    es: 'Dura 11 min 5 s. TikTok admite hasta 10 minutos.',
    id: 'Durasi 11 mnt 5 dtk. TikTok menerima hingga 10 menit.',
    zh: '时长 11分钟5秒。TikTok 最长接受 10 分钟。',
  },
  {
    code: 'frame_rate',
    english: '59.94 frames a second. TikTok takes 23 to 60.',
    es: '59,94 fotogramas por segundo. TikTok admite de 23 a 60.',
    id: '59,94 bingkai per detik. TikTok menerima 23 sampai 60.',
    zh: '每秒 59.94 帧。TikTok 接受 23 到 60 帧。',
  },
  {
    code: 'audio_rate',
    english: '22.05 kHz sound. TikTok expects 44.1 or 48.',
    es: 'Sonido a 22,05 kHz. TikTok espera 44,1 o 48.',
    id: 'Suara 22,05 kHz. TikTok mengharapkan 44,1 atau 48.',
    zh: '22.05 kHz 声音。TikTok 需要 44.1 或 48。',
  },
  {
    code: 'audio_quiet',
    english: '-30.6 LUFS: the sound is very quiet. Clips on TikTok play at about -14.',
    es: '-30,6 LUFS: el sonido es muy bajo. Los clips de TikTok suenan a unos -14.',
    id: '-30,6 LUFS: suara sangat pelan. Klip di TikTok diputar sekitar -14.',
    zh: '-30.6 LUFS：声音很小。TikTok 上的短片约为 -14。',
  },
  {
    code: '',
    english:
      'At your limit of 1.5 MB a second the upload takes about 70 minutes. TikTok gives an hour.',
    es: 'Con tu límite de 1,5 MB por segundo la subida tarda unos 70 minutos. TikTok da una hora.',
    id: 'Dengan batas 1,5 MB per detik, unggahan perlu sekitar 70 menit. TikTok memberi satu jam.',
    zh: '按你每秒 1.5 MB 的限速，上传大约需要 70 分钟。TikTok 给一小时。',
  },
  {
    code: 'clock',
    english: "This computer's clock is off: it is behind by about 90 minutes.",
    es: 'El reloj de este equipo no va bien: va atrasado unos 90 minutos.',
    id: 'Jam komputer ini meleset: terlambat sekitar 90 menit.',
    zh: '这台电脑的时钟不准：慢了约 90分钟。',
  },
  {
    code: 'sign_in_ends',
    english: 'The sign-in of @a.1 ends on 24 November 2026.',
    es: 'La sesión de @a.1 termina el 24 de noviembre de 2026.',
    id: 'Sesi masuk @a.1 berakhir pada 24 November 2026.',
    zh: '@a.1 的登录将于 2026年11月24日 到期。',
  },
  {
    code: 'quota',
    english: 'A place is free on 24 November at 18:30; posts wait until then.',
    es: 'Habrá sitio el 24 de noviembre, 18:30; las publicaciones esperan hasta entonces.',
    id: 'Tempat kosong pada 24 November, 18:30; postingan menunggu sampai saat itu.',
    zh: '11月24日 18:30 会有名额，作品会等到那时。',
  },
  {
    code: 'schedule.missed',
    english:
      'This post was missed at Tue 24 Nov 18:30 (Europe/Madrid) and was given the next free slot of its account, Wed 25 Nov 09:00 (Europe/Madrid).',
    es: 'Esta publicación no salió a su hora (mar, 24 nov, 18:30 (Europe/Madrid)) y ha pasado al siguiente hueco libre de su cuenta: mié, 25 nov, 09:00 (Europe/Madrid).',
    id: 'Postingan ini terlewat pada Sel, 24 Nov, 18:30 (Europe/Madrid) dan diberi slot kosong berikutnya di akunnya, Rab, 25 Nov, 09:00 (Europe/Madrid).',
    zh: '这条作品错过了 11月24日周二 18:30 (Europe/Madrid)，已移到该账号的下一个空闲时段 11月25日周三 09:00 (Europe/Madrid)。',
  },
  // Sizes of pictures have no marks for thousands in any language.
  {
    code: 'picture_too_large',
    english: '12000 × 4320 pixels. TikTok takes up to 4096 each way.',
    es: '12000 × 4320 píxeles. TikTok admite hasta 4096 por lado.',
    id: '12000 × 4320 piksel. TikTok menerima hingga 4096 per sisi.',
    zh: '12000 × 4320 像素。TikTok 每边最大 4096。',
  },
  // People and files are called what they like.
  {
    code: '',
    english: '1.5 has posted 15 times in 24 hours, about as often as TikTok takes.',
    es: '1.5 ha publicado 15 veces en 24 horas, más o menos lo que admite TikTok.',
    id: '1.5 sudah memposting 15 kali dalam 24 jam, kira-kira sebanyak yang diterima TikTok.',
    zh: '1.5 在 24 小时内发布了 15 条，约为 TikTok 的上限。',
  },
  {
    code: '',
    english: 'The file “0.7 s” is gone. Put it back or choose another one.',
    es: 'El archivo «0.7 s» ya no está. Devuélvelo a su sitio o elige otro.',
    id: 'Berkas “0.7 s” hilang. Kembalikan atau pilih yang lain.',
    zh: '文件“0.7 s”不见了，请放回原处或另选一个。',
  },
];

describe.each(['es', 'id', 'zh'] as const)('figures in sentences of the back end, in %s', (tag) => {
  it.each(rows)('$english', async (row) => {
    await read(tag);
    expect(said(row.english, row.code)).toBe(row[tag]);
  });
});

describe('figures in sentences of the back end', () => {
  it('stay as they are in English', async () => {
    await read('en');
    for (const { english, code } of rows) expect(said(english, code)).toBe(english);
  });

  it('follow the country that the system names', async () => {
    const text = '59.94 frames a second. TikTok takes 23 to 60.';
    await read('es', 'es-MX');
    expect(said(text)).toMatch(/^59\.94 foto/);
    setLocale('es-ES');
    expect(said(text)).toMatch(/^59,94 foto/);
  });
});

describe('a figure', () => {
  it.each([
    ['1,234', '1.234'],
    ['12,345.60', '12.345,60'],
    ['-0.5', '-0,5'],
    ['60.6 MB', '60,6 MB'],
    ['1 minutes', '1 menit'],
    ['2 h 5 min', '2 jam 5 mnt'],
    ['2 May 2026, 15:04', '2 Mei 2026, 15:04'],
    ['29 February at 08:00', '29 Februari, 08:00'],
  ])('%s is written %s', (english, id) => expect(inNotation(english, 'id')).toBe(id));

  it.each([
    '9:16',
    '18:30',
    '5.1.6',
    '007',
    '12345678901234567890',
    '1080',
    '4:2:0',
    'a.b',
    '1.5x',
    '@1.5',
    '30 February 2026',
    '24 Nomonth',
    'spam_risk.too_many',
    '2026-11-24 18:30 +01:00 Europe/Madrid',
    '',
  ])('%s is none', (text) => expect(inNotation(text, 'id')).toBe(text));
});
