import { afterEach, describe, expect, it } from 'vitest';
import { loadSentences, said } from '../i18n/sentences';
import { setLocale } from '../lib/locale';
import { makeMedia, makePost } from './fake/data';
import { saidErasePlan, saidHealth, saidMedia, saidPost } from './said';

async function speak(language: string) {
  await loadSentences(language);
  setLocale(language);
}

afterEach(() => speak('en'));

describe('sentences of the back end', () => {
  it('stay as they are in English', async () => {
    await speak('en');
    expect(said('Uploads are paused. Resume them to go on.')).toMatch(/^Uploads/);
  });

  it('are found by their words, with what varies in its place', async () => {
    await speak('es');
    expect(said('20 frames a second. TikTok takes 23 to 60.', 'frame_rate')).toBe(
      '20 fotogramas por segundo. TikTok admite de 23 a 60.',
    );
    expect(said('The file “a.b (1).mp4” is gone. Put it back or choose another one.')).toBe(
      'El archivo «a.b (1).mp4» ya no está. Devuélvelo a su sitio o elige otro.',
    );
  });

  it('are put together again when several come at once', async () => {
    await speak('es');
    expect(said('Uploads are paused. Resume them to go on. Choose a longer clip.')).toBe(
      'Las subidas están en pausa. Reanúdalas para seguir. Elige un clip más largo.',
    );
    await speak('zh');
    expect(
      said('This workspace was restored from a backup. Look on TikTok before you post them again.'),
    ).toBe('这个工作区是从备份恢复的。再次发布前请先到 TikTok 上看看。');
  });

  it('that nobody knows stay English, whatever they hold', async () => {
    await speak('id');
    for (const text of ['Something new of a newer Cuedrop.', 'a $& b {0}', '', '<b>.*</b>']) {
      expect(said(text)).toBe(text);
    }
  });

  it('follow another language later, from the English ones', async () => {
    await speak('es');
    const message = 'The account is signed out. Sign in to TikTok again.';
    const failure = { reason: 'account.signed_out', message };
    const spanish = saidPost(makePost('p', { state: 'blocked', failure }));
    expect(spanish.failure?.message).toMatch(/^La cuenta/);
    await speak('zh');
    expect(saidPost(spanish).failure?.message).toMatch(/^账号/);
    await speak('en');
    expect(saidPost(spanish).failure?.message).toBe(message);
  });

  it('are told of clips and conditions too', async () => {
    await speak('es');
    const finding = {
      code: 'too_short',
      severity: 'refused',
      message: '0.7 s long. TikTok takes 3 s or more.',
      failReason: 'duration_check_failed',
      fix: 'Choose a longer clip.',
      postId: '',
    };
    const media = saidMedia({ ...makeMedia('m', 'a.mp4'), findings: [finding] });
    expect(media.findings[0]?.message).toBe('Dura 0,7 s. TikTok admite 3 s o más.');
    const health = saidHealth({
      code: 'signed_out:a1',
      severity: 'error',
      message: '@ana is signed out of TikTok.',
      remedy: 'Sign in again; its posts wait until then.',
      since: '',
    });
    expect(health.message).toBe('@ana no tiene sesión en TikTok.');
    expect(health.code).toBe('signed_out:a1');
  });

  it('are told of an erasure too, before it is done', async () => {
    await speak('es');
    const plan = saidErasePlan({
      scope: 'all',
      id: '',
      confirm: 'Estudio',
      goes: [],
      stays: ['Your original files stay where they are. Cuedrop never changes or removes them.'],
      beyond: ['What TikTok has: posts that went out stay there until you delete them on TikTok.'],
      inFlight: [],
      unsettled: [],
    });
    for (const s of [...plan.stays, ...plan.beyond]) expect(s).toMatch(/originales|TikTok: /);
  });
});
