import type { ReactNode } from 'react';
import type { WelcomeStep } from '../../state/welcome';
import { AcceptStep } from './AcceptStep';
import { DropStep } from './DropStep';
import { FirstRunFrame } from './FirstRunFrame';
import { WhereStep } from './WhereStep';

type Props = {
  step: Exclude<WelcomeStep, 'done'>;
  /** What stands at the foot of each step. */
  foot: ReactNode;
  onConnect: () => void;
};

const numbers = { accept: 1, where: 2, drop: 3 } as const;

/** The first run: accept, choose where posts go, drop a clip. */
export function FirstRun({ step, foot, onConnect }: Props) {
  return (
    <FirstRunFrame step={numbers[step]} foot={foot}>
      {step === 'accept' && <AcceptStep />}
      {step === 'where' && <WhereStep onConnect={onConnect} />}
      {step === 'drop' && <DropStep />}
    </FirstRunFrame>
  );
}
