import * as Accounts from '../../wailsjs/go/app/Accounts';
import * as Library from '../../wailsjs/go/app/Library';
import * as Posts from '../../wailsjs/go/app/Posts';
import * as Settings from '../../wailsjs/go/app/Settings';
import * as System from '../../wailsjs/go/app/System';
import { unpack } from './compact';
import { type AppError, toAppError } from './errors';
import { saidAdded, saidFFmpeg, saidFinding } from './said';
import type {
  BulkEdit,
  Consent,
  Conversion,
  LinkName,
  MediaSettings,
  Missed,
  NotificationSettings,
  PostInput,
  PostMove,
  PowerSettings,
  Profile,
  Slot,
  Snippet,
  When,
  WindowSettings,
} from './types';

/**
 * What is done about a refusal before whoever called hears of it: true repeats the call, and what
 * it throws is what the caller gets instead.
 */
type RefusalHandler = (fault: AppError) => Promise<boolean>;
let settle: RefusalHandler = async () => false;

/** There is one: the window's, for what a lock refuses. */
export function onRefusal(handler: RefusalHandler) {
  settle = handler;
}

/** Runs a bound method; a missing bridge throws synchronously, so call inside the promise. */
export async function call<T>(method: () => Promise<T>): Promise<T> {
  try {
    return await callOnce(method);
  } catch (e) {
    if (!(await settle(toAppError(e)))) throw e;
    return callOnce(method);
  }
}

/** The same, but a refusal is the caller's alone. */
export async function callOnce<T>(method: () => Promise<T>): Promise<T> {
  try {
    return await method();
  } catch (e) {
    throw toAppError(e);
  }
}

export const savePost = (id: string, input: PostInput) => call(() => Posts.Save(id, input));
/** Makes a new draft of a clip that is already known. */
export const createPost = (mediaId: string) => call(() => Posts.Create(mediaId));
export const schedulePost = (id: string, when: When, consent: Consent) =>
  call(() => Posts.Schedule(id, when, consent));
export const unschedulePost = (id: string) => call(() => Posts.Unschedule(id));
export const cancelPost = (id: string) => call(() => Posts.Cancel(id));
export const retryPost = (id: string) => call(() => Posts.Retry(id));
/** Resolves to false when the user chose no place. */
export const saveReceipt = (id: string) => call(() => Posts.SaveReceipt(id));
/** Settles an uncertain post: published, or not there and to be sent again. */
export const resolvePost = (id: string, published: boolean) =>
  call(() => Posts.Resolve(id, published));
export const resolveTime = (wall: string, zone: string) =>
  call(() => Posts.ResolveTime(wall, zone));

/**
 * Acts on posts are done to all or to none; then refused says why, a post each. The result's undo
 * is for undoPosts, once. A draft is given a planned time; a consent given is kept by a move.
 */
export const movePost = (id: string, when: When) => call(() => Posts.Move(id, when));
export const movePosts = (moves: PostMove[]) => call(() => Posts.MoveAll(moves));
/** Takes posts off the schedule and their times away. */
export const unplanPosts = (ids: string[]) => call(() => Posts.UnplanAll(ids));
/** What says something else afterwards needs a new consent. */
export const editPosts = (edit: BulkEdit) => call(() => Posts.EditAll(edit));
export const removePosts = (ids: string[]) => call(() => Posts.RemoveAll(ids));
/** Another clip of the library is another post: it waits for its consent again, at its time. */
export const replaceClip = (id: string, mediaId: string) => call(() => Posts.Replace(id, mediaId));
/** Opens the native dialog; there is nothing in the result when nothing was chosen. */
export const replaceClipFile = (id: string) => call(() => Posts.ReplaceFile(id));
/** For a post whose convert is not ""; the consent is kept. */
export const convertPost = (id: string, conversion: Conversion) =>
  call(() => Posts.Convert(id, conversion));
/** Resolves to the posts as they are then; refused when something has changed since. */
export const undoPosts = (token: string) => call(async () => (await Posts.Undo(token)) ?? []);
/** The account's next n free slots after from (RFC 3339, "" is now), 200 at most. */
export const freeSlots = (accountId: string, from: string, n: number) =>
  call(async () => (await Posts.FreeSlots(accountId, from, n)) ?? []);

/** What was done about a post, oldest first. */
export const fetchHistory = (id: string) => call(async () => (await Posts.History(id)) ?? []);

/** Ends the check of added files; the drafts made by then stay. */
export const cancelImport = () => call(() => Library.CancelImport());

/** Opens the native file dialog; what was chosen also arrives as the event files:added. */
export const chooseFiles = () => call(async () => saidAdded(await Library.ChooseFiles()));
/** The same with a folder: a draft for each clip in it. */
export const chooseFolder = () => call(async () => saidAdded(await Library.ChooseFolder()));

/**
 * Resolves when the sign-in is confirmed and stored. With an id exactly that account is signed in
 * again; "" takes whoever signs in. Until then signin:changed tells how far it is.
 */
export const connectAccount = (id: string) => call(() => Accounts.Connect(id));
/** Says whether the account that has signed in is the right one. */
export const confirmAccount = (accept: boolean) => call(() => Accounts.Confirm(accept));
export const cancelConnect = () => call(() => Accounts.CancelConnect());
export const disconnectAccount = (id: string) => call(() => Accounts.Disconnect(id));
/** Asks TikTok afresh (G1); never cached by the back end. */
export const fetchCreator = (id: string) => call(() => Accounts.Creator(id));
/** Our own counts and what TikTok has refused; TikTok is not asked. */
export const fetchQuotas = (id: string) => call(() => Accounts.Quotas(id));

/** What becomes of the account's missed posts; account:changed brings what was stored. */
export const setMissed = (id: string, missed: Missed) => call(() => Accounts.SetMissed(id, missed));

/** Replaces the account's slots; account:changed brings what was stored. */
export const setSlots = (id: string, slots: Slot[]) => call(() => Accounts.SetSlots(id, slots));

export const setFeature = (name: string, on: boolean) => call(() => Settings.SetFeature(name, on));
/** maxKBps 0 is no limit. */
export const setUpload = (maxKBps: number, paused: boolean) =>
  call(() => Settings.SetUpload(maxKBps, paused));
/** What closing the window does, and whether the system starts Cuedrop. */
export const setWindow = (window: WindowSettings) => call(() => Settings.SetWindow(window));
/** Answers window:closing. With remember, closing does so from now on. */
export const answerClosing = (act: 'keep' | 'quit' | 'stay', remember: boolean) =>
  call(() => System.Close(act, remember));
/** 'system', or one of the languages of the catalogues. */
export const setLanguage = (language: string) => call(() => Settings.SetLanguage(language));
/** Says which language the system's is, for what is said outside the window. */
export const setSpoken = (language: string) => call(() => System.SetSpoken(language));
export const setPower = (power: PowerSettings) => call(() => Settings.SetPower(power));
/** Which ffmpeg is in use can't be set here: chooseFFmpeg opens the system's dialog. */
export const setMedia = (media: MediaSettings) => call(() => Settings.SetMedia(media));
/** The first time it may take seconds: encoders are tested. */
export const fetchFFmpeg = () => call(async () => saidFFmpeg(await System.FFmpeg()));
/** Searches and tests anew. */
export const searchFFmpeg = () => call(async () => saidFFmpeg(await System.SearchFFmpeg()));
/** Opens the native dialog; resolves to what is in use then. */
export const chooseFFmpeg = () => call(async () => saidFFmpeg(await System.ChooseFFmpeg()));
/** Forgets the choice, so that ffmpeg is searched. */
export const clearFFmpeg = () => call(async () => saidFFmpeg(await System.ClearFFmpeg()));
export const setNotifications = ({ on, successes, hideContent }: NotificationSettings) =>
  call(() => Settings.SetNotifications(on, successes, hideContent));
/** Successes are told outside the window only while nobody looks at it. */
export const setFocused = (focused: boolean) => call(() => System.SetFocused(focused));
/** Stores the user's own TikTok app. The secret never comes back. */
export const setApp = (clientKey: string, clientSecret: string) =>
  call(() => Settings.SetApp(clientKey, clientSecret));
export const forgetApp = () => call(() => Settings.ForgetApp());

/** Tells, once a start, that the first screen can be used. */
export const tellDrawn = () => call(() => System.Drawn());
export const fetchSnapshot = () => call(async () => unpack(await System.Snapshot()));
/** The next posts in the order of their ids, from the one after id on; "" is before all. */
export const fetchPosts = (after: string) => call(async () => unpack(await Posts.After(after)));
export const openLink = (name: LinkName) => call(() => System.OpenLink(name));

/** Looks at the pictures of a clip once; may take seconds. */
export const lookAt = (mediaId: string) => call(() => Library.Look(mediaId));
/** Resolves when the clip can be played from its proxy address. */
export const makeProxy = (mediaId: string) => call(() => Library.MakeProxy(mediaId));
/** Everything worth saying about a stored post before it goes out. */
export const preflight = (postId: string) =>
  call(async () => ((await Posts.Preflight(postId)) ?? []).map(saidFinding));

/** The privacy policy or the terms, built in. */
export const fetchPolicy = (document: string, language: string) =>
  call(() => System.Policy(document, language));
/** What has changed since the version that was accepted, a sentence each. */
export const fetchPolicyChanges = (language: string) =>
  call(async () => (await System.PolicyChanges(language)) ?? []);
/** digest is that of the version on the screen; another one is refused. */
export const acceptPolicy = (digest: string, language: string) =>
  call(() => Settings.AcceptPolicy(digest, language));
export const setProfile = (profile: Profile) => call(() => Settings.SetProfile(profile));
export const setCacheMb = (mb: number) => call(() => Settings.SetCacheMB(mb));
/** Resolves to false when the user chose no place. */
export const savePack = (name: string, contact: string) =>
  call(() => Settings.SavePack(name, contact));
export const finishWelcome = () => call(() => Settings.FinishWelcome());
/** The window closes and opens again. */
export const openSandbox = () => call(() => System.OpenSandbox());
export const leaveSandbox = () => call(() => System.LeaveSandbox());
/** Without a browser; in the sandbox only. */
export const connectPractice = () => call(() => Accounts.ConnectPractice());
/** Makes a clip with ffmpeg, and a draft of it. */
export const addSample = () => call(() => Library.AddSample());

/** What lies on the disk for every clip; the files are looked at, not read. */
export const fetchClipFiles = () => call(() => Library.Files());
/** Shows the original in the system's file manager. */
export const showFile = (mediaId: string) => call(() => Library.ShowFile(mediaId));
/** Opens the native dialog; mediaId "" when nothing was chosen. */
export const chooseFile = (mediaId: string) => call(() => Library.ChooseFile(mediaId));
/** Takes a clip out of the library; the user's file stays. */
export const removeClip = (mediaId: string) => call(() => Library.Remove(mediaId));

/** Words that the user keeps for captions. */
export const fetchSnippets = () => call(async () => (await Settings.Snippets()) ?? []);
/** Resolves to what was stored, put in order; id "" makes a new one. */
export const saveSnippet = (snippet: Snippet) => call(() => Settings.SaveSnippet(snippet));
export const removeSnippet = (id: string) => call(() => Settings.RemoveSnippet(id));
