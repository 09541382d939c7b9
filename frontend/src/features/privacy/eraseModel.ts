import type { ErasePlan } from '../../backend/types';

/** What is typed is what the plan asks for, whatever spaces and composed letters are around it. */
export function confirms(typed: string, wanted: string): boolean {
  const plain = (s: string) => s.normalize('NFC').trim();
  return wanted === '' || plain(typed) === plain(wanted);
}

/** Whether everything is said that the erasure needs. */
export function mayErase(plan: ErasePlan, typed: string, unsettled: boolean): boolean {
  return confirms(typed, plan.confirm) && (plan.unsettled.length === 0 || unsettled);
}
