import * as Workspace from '../../wailsjs/go/app/Workspace';
import { call, callOnce } from './calls';
import type { LockSettings, Workspaces } from './types';

/** Which workspaces there are and which one the window shows; answered while it is locked too. */
export const fetchWorkspaces = () =>
  callOnce(async (): Promise<Workspaces> => {
    const w = await Workspace.List();
    return { ...w, items: w.items ?? [] };
  });

/** Turns the window to another one; workspace:changed follows, as it does after all of these. */
export const showWorkspace = (id: string) => callOnce(() => Workspace.Show(id));
export const unlockWorkspace = (id: string, passphrase: string) =>
  callOnce(() => Workspace.Unlock(id, passphrase));
/** Resolves to the next recovery code; the one given is used up. */
export const recoverWorkspace = (id: string, code: string, passphrase: string) =>
  callOnce(() => Workspace.Recover(id, code, passphrase));
export const lockWorkspace = () => call(() => Workspace.Lock());
export const createWorkspace = (name: string) => callOnce(() => Workspace.Create(name));
export const renameWorkspace = (id: string, name: string) => call(() => Workspace.Rename(id, name));
/** confirm is its name as it was typed. The one that is shown is refused. */
export const deleteWorkspace = (id: string, confirm: string) =>
  call(() => Workspace.Delete(id, confirm));

export const fetchLock = () => call(() => Workspace.LockSettings());
/** Whether there is a passphrase and a recovery code is not changed by this. */
export const setLock = (lock: LockSettings) => call(() => Workspace.SetLock(lock));
/** Resolves to a recovery code to be shown once, or "" where there is one already. */
export const setPassphrase = (current: string, next: string) =>
  call(() => Workspace.SetPassphrase(current, next));
export const removePassphrase = (current: string) =>
  call(() => Workspace.RemovePassphrase(current));
/** The code before opens nothing any more. */
export const makeRecoveryCode = (current: string) => call(() => Workspace.NewRecoveryCode(current));

/** Saves the code that was just made where the user says; resolves to whether it was. */
export const saveRecoveryCode = () => callOnce(() => Workspace.SaveRecoveryCode());
/** Nobody has to be able to save it any more. */
export const tellCodeKept = () => callOnce(() => Workspace.CodeKept());

/** Lets guarded actions through for two minutes. */
export const confirmPassphrase = (passphrase: string) =>
  callOnce(() => Workspace.Confirm(passphrase));
/** Somebody uses the window. */
export const tellTouched = () => callOnce(() => Workspace.Touched());
