import * as Privacy from '../../wailsjs/go/app/Privacy';
import { call } from './calls';
import { saidErasePlan, saidEraseReport } from './said';
import type { EraseScope, RequestFilter } from './types';

export const fetchInventory = () => call(() => Privacy.Inventory());
/** Things of one kind of data, the newest first, 500 at most; of all accounts for "". */
export const showStored = (category: string, accountId: string) =>
  call(() => Privacy.Show(category, accountId));

/** A page of the list of requests; request:sent brings what leaves from then on. */
export const fetchRequests = (filter: RequestFilter) => call(() => Privacy.Requests(filter));
/** Opens the native dialog; resolves to false when the user chose no place. */
export const saveRequests = (filter: RequestFilter) => call(() => Privacy.SaveRequests(filter));

/** Opens the native dialog; saved is false when the user chose no place. */
export const exportAll = (passphrase: string) => call(() => Privacy.Export(passphrase));
/** Opens the native dialog; done is false when the user chose no file. */
export const importAll = (passphrase: string) => call(() => Privacy.Import(passphrase));

/** For everything the id is "". */
export const fetchErasePlan = async (scope: EraseScope, id: string) =>
  saidErasePlan(await call(() => Privacy.ErasePlan(scope, id)));
/** confirm is what the plan asks to type; unsettled gives up posts nobody can know about. */
export const erase = async (scope: EraseScope, id: string, confirm: string, unsettled: boolean) =>
  saidEraseReport(await call(() => Privacy.Erase(scope, id, confirm, unsettled)));

export const fetchRetention = () => call(() => Privacy.Retention());
export const setRetention = (rule: string, days: number) =>
  call(() => Privacy.SetRetention(rule, days));
export const runRetention = () => call(() => Privacy.RunRetention());
export const fetchLastRetention = () => call(() => Privacy.LastRetention());

export const fetchRightsUsed = () => call(() => Privacy.RequestLog());

export const fetchPaused = () => call(() => Privacy.Paused());
/** "" is everything. */
export const setPaused = (accountId: string, paused: boolean) =>
  call(() => Privacy.SetPaused(accountId, paused));
