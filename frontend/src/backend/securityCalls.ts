import * as Security from '../../wailsjs/go/app/Security';
import { call, callOnce } from './calls';

export const fetchFacts = () => call(async () => (await Security.Facts()) ?? []);
/** 100 lines at most, the newest first, with ids below before; 0 begins with the newest. */
export const fetchActivity = (before: number) =>
  call(async () => (await Security.Activity(before)) ?? []);

export const lockAndRevoke = () => call(() => Security.LockAndRevoke());
/** Answered after the lock too. Resolves to false when the user chose no place. */
export const saveIncidentNote = () => callOnce(() => Security.SaveIncidentNote());

/** Exactly what saveSupportBundle would save. */
export const fetchSupportBundle = () => call(() => Security.SupportBundle());
/** Resolves to false when the user chose no place. */
export const saveSupportBundle = () => call(() => Security.SaveSupportBundle());

export const confirmAdult = () => call(() => Security.ConfirmAdult());
/** When it was confirmed; "" while it was not. */
export const fetchAdult = () => call(() => Security.Adult());
