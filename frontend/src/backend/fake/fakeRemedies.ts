import type { BulkResult, Conversion, EventCatalog, Post } from '../types';
import { makeMedia } from './data';
import { wire } from './fakeWire';

type Parts = {
  posts: Map<string, Post>;
  act: (ids: string[], change: (post: Post) => Promise<Post>) => Promise<BulkResult>;
  move: (post: Post, in_: Conversion) => Promise<Post>;
  addMedia: (media: ReturnType<typeof makeMedia>) => void;
  emit: <K extends keyof EventCatalog>(name: K, payload: EventCatalog[K]) => void;
};

const none: BulkResult = { posts: [], undo: '', refused: [] };

/** Another clip, and a picture made anew; what internal/queue does, in short. */
export class FakeRemedies {
  /** Whether the system's dialog is answered with a file. */
  chooses = true;
  /** How long a step of a conversion takes. */
  stepMs = 150;
  private files = 0;

  constructor(private parts: Parts) {}

  bindings() {
    return {
      Replace: (id: string, mediaId: string) => this.replace(id, mediaId),
      ReplaceFile: async (id: string) => {
        if (!this.chooses) return none;
        const clip = makeMedia(`file${++this.files}`, 'from-disk.mp4');
        this.parts.addMedia(clip);
        return this.replace(id, clip.id);
      },
      Convert: (id: string, in_: Conversion) => this.convert(id, in_),
    };
  }

  private replace(id: string, mediaId: string) {
    return this.parts.act([id], async ({ failure: _, ...post }) => ({
      ...post,
      ...{ mediaId, state: 'draft', consentAt: '', convert: '', remake: '' },
      ...{ coverMs: 0, cropX: 0, cropY: 0, trimStartMs: 0, trimEndMs: 0, trimAtKeyframe: false },
    }));
  }

  private async convert(id: string, in_: Conversion) {
    const before = this.parts.posts.get(id);
    if (!before?.convert) {
      throw wire('invalid', 'post.no_conversion', 'Converting this clip would not help.');
    }
    const result = await this.parts.act([id], async (post) => {
      const made = { ...post, remake: post.convert, convert: '' };
      if (in_.move) return this.parts.move(made, in_);
      const message = 'Converted, and not sent again yet. Choose when it goes out.';
      return { ...made, failure: { reason: 'post.remade', message } };
    });
    void this.render(id);
    return result;
  }

  private async render(postId: string) {
    for (let step = 1; step <= 10; step++) {
      await new Promise((resolve) => setTimeout(resolve, this.stepMs));
      const remainingMs = (10 - step) * 1200;
      this.parts.emit('render:progress', { postId, fraction: step / 10, remainingMs });
    }
  }
}
