/** How it is said that a message cannot cross from one world into the other. */

/** Why a message cannot cross from one world into the other: a sentence for its sender, and RFC 3463's status. */
export interface MailRefusal {
  readonly kind: 'refused';
  readonly status: string;
  readonly reason: string;
}

export const refused = (status: string, reason: string): MailRefusal => ({
  kind: 'refused',
  status,
  reason,
});

/** Thrown where a message cannot cross, caught where crossing begins. */
export class CannotCross extends Error {
  constructor(readonly refusal: MailRefusal) {
    super(refusal.reason);
  }
}

export const refuse = (status: string, reason: string): never => {
  throw new CannotCross(refused(status, reason));
};

/** What `cross` gives, or why it cannot. */
export function orRefused<T>(cross: () => T): T | MailRefusal {
  try {
    return cross();
  } catch (problem) {
    if (problem instanceof CannotCross) return problem.refusal;
    throw problem;
  }
}
