export { GuardDialog } from './GuardDialog';
export { LockScreen } from './LockScreen';
export { PassphraseDialog } from './PassphraseDialog';
