/** What all jobs of a printer make of it together: it has one paper path, however many ports. */
import type { Activity } from '../../../printer/activity.ts';

/** One job, from its first byte until its last page is out. */
export interface Work {
  /** A page of it is in the printer. */
  pageIn(): void;
  /** The page has come out. */
  pageOut(): void;
  /** May be called twice. */
  end(): void;
}

export class AtWork {
  private readonly works = new Map<Work, Activity>();
  private told: Activity = 'idle';

  /** @param changed is told whenever it becomes another */
  constructor(private readonly changed: (activity: Activity) => void = () => {}) {}

  begin(): Work {
    const set = (activity: Activity) => {
      if (this.works.has(work)) this.works.set(work, activity);
      this.tell();
    };
    const work: Work = {
      pageIn: () => set('printing'),
      pageOut: () => set('waiting'),
      end: () => {
        this.works.delete(work);
        this.tell();
      },
    };
    this.works.set(work, 'idle');
    return work;
  }

  /** A job of which no page has begun may be a question and no more: the printer is idle. */
  get activity(): Activity {
    const all = new Set(this.works.values());
    return all.has('printing') ? 'printing' : all.has('waiting') ? 'waiting' : 'idle';
  }

  private tell(): void {
    const { activity } = this;
    if (activity === this.told) return;
    this.told = activity;
    this.changed(activity);
  }
}
