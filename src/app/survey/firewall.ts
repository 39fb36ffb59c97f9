/** Adds to a survey what the packet filter says of each listener. */
import { explainExposure } from '../../survey/exposure/exposure.ts';
import { understand } from '../../survey/exposure/firewall.ts';
import type { Gap, ListenerReport } from '../../survey/listener.ts';
import { behindFirewall } from '../../verdict/shielded.ts';
import type { Context } from '../operation.ts';
import type { SurveyResult } from './result.ts';
import { summarise } from './summary.ts';

/**
 * The listeners of other namespaces have filters of their own, which are not looked at.
 * @param report what the survey was made from
 * @param isAsked whether certain listeners were asked for
 */
export async function besideFirewall(
  result: SurveyResult,
  { interfaces }: Pick<ListenerReport, 'interfaces'>,
  { platform, signal }: Pick<Context, 'platform' | 'signal'>,
  isAsked: boolean,
): Promise<SurveyResult> {
  const reading = await platform.firewall.read(signal);
  const firewall = understand(reading);
  const listeners = result.listeners.map((listener) =>
    // Where nothing listens, nobody gets in.
    listener.state === undefined
      ? behindFirewall(listener, explainExposure(listener, interfaces, firewall, listener.reach))
      : listener,
  );
  const gaps = firewall.gaps.map((why): Gap => ({
    what: 'firewall',
    why: `The firewall: ${why}.`,
    partial: true,
    ...(firewall.remedy !== undefined && { remedy: firewall.remedy }),
  }));
  const { coverage } = result;
  return {
    ...result,
    coverage: {
      ...coverage,
      complete: coverage.complete && gaps.length === 0,
      gaps: [...coverage.gaps, ...gaps],
    },
    listeners,
    summary: summarise(listeners, isAsked),
  };
}
