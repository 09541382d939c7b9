import type { RetentionRule } from '../../backend/types';

/** The rules that have words below privacy.rule.* in the catalogue. */
export const rules = [
  'content',
  'record',
  'insights',
  'advertising',
  'logs',
  'ledger',
  'activity',
  'incidents',
  'requests',
] as const;
type RuleKey = (typeof rules)[number];
export const ruleKey = (id: string): RuleKey | undefined => rules.find((r) => r === id);

/** What a number of days would do to a rule. */
type Effect = 'same' | 'invalid' | 'shorter' | 'longer' | 'overDefault' | 'forever';

/**
 * 0 is "until erased" and only possible where that is the default. overDefault is the one that
 * needs the warning: it is kept for longer than Cuedrop would keep it by itself.
 */
export function effectOf(rule: RetentionRule, days: number): Effect {
  if (days === rule.days) return 'same';
  if (days === 0) return rule.defaultDays === 0 ? 'forever' : 'invalid';
  if (!Number.isInteger(days) || days < rule.shortest || days > rule.longest) return 'invalid';
  if (rule.defaultDays !== 0 && days > rule.defaultDays) return 'overDefault';
  return rule.days === 0 || days < rule.days ? 'shorter' : 'longer';
}
