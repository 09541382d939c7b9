import type { app } from '../../wailsjs/go/models';

/** A post as it crosses the wire. The state stays a plain word: a newer back end may know more. */
export type Post = Omit<app.Post, 'state'> & { state: string };
export type PostInput = app.PostInput;
export type Failure = app.Failure;
export type Media = app.Media;
/** postId is the other post, where a finding speaks of one, or "". */
export type Finding = app.Finding;
/** What can be seen in a clip: a good cover, where its keyframes are. Times of the original. */
export type ClipLook = app.ClipLook;
/** What lies on the disk for the clips of the library. */
export type ClipFiles = app.ClipFiles;
export type ClipFile = app.ClipFile;
export type Replaced = app.Replaced;
/** How a post goes on that TikTok refused and that is converted. */
export type Conversion = app.Conversion;
/** Words kept for captions; a template is an account's. */
export type Snippet = app.Snippet;
export type Account = app.Account;
export type Missed = app.Missed;
/** A time of the week; weekday 0 is Sunday. */
export type Slot = app.Slot;
export type Creator = app.Creator;
export type When = app.When;
export type Consent = app.Consent;
export type ResolvedTime = app.ResolvedTime;
export type Added = app.Added;
export type Health = app.Health;
export type Snapshot = Omit<app.Snapshot, 'posts' | 'rest'> & { posts: Post[]; rest: StateCount[] };
/** A part of all posts, in the order of their ids. */
export type PostList = Omit<app.PostList, 'posts'> & { posts: Post[] };
export type StateCount = { state: string; count: number };
export type SignIn = app.SignIn;
export type Candidate = app.Candidate;
export type Feature = app.Feature;
export type TikTokApp = app.TikTokApp;
export type UploadSettings = app.UploadSettings;
export type Preferences = app.Preferences;
export type PowerSettings = app.PowerSettings;
export type MediaSettings = app.MediaSettings;
export type WindowSettings = app.WindowSettings;
export type FFmpeg = app.FFmpeg;
export type NotificationSettings = app.NotificationSettings;
/** Who uses the workspace; both may be empty. */
export type Profile = app.Profile;
export type PolicyState = app.PolicyState;
export type PolicyText = app.PolicyText;
export type PolicyBlock = app.PolicyBlock;
export type Quota = app.Quota;
export type Quotas = app.Quotas;
export type Removed = app.Removed;
export type UploadProgress = app.UploadProgress;
export type RenderProgress = app.RenderProgress;

// Privacy: what is stored, where it goes, and what was done about it.
export type Inventory = app.Inventory;
export type StoredCategory = app.StoredCategory;
export type ShownRow = app.ShownRow;
export type RequestFilter = app.RequestFilter;
export type RequestRow = app.RequestRow;
export type RequestPage = app.RequestPage;
export type CategoryCount = app.CategoryCount;
export type Exported = app.Exported;
/** asked: posts that may have gone out before; the user looks on TikTok. */
export type Imported = app.Imported & { asked?: number };
export type ErasePlan = app.ErasePlan;
/** searched is false where it is not known what to search for; where are kinds of files. */
export type EraseReport = app.EraseReport;
export type RetentionRule = app.RetentionRule;
export type RetentionReport = app.RetentionReport;
/** One use that was made of a right. */
export type RightUsed = app.PrivacyRequest;
export type Pauses = app.Pauses;
export type EraseScope = 'post' | 'account' | 'all';

// Workspaces, their locks, and what protects them.
export type WorkspaceItem = app.WorkspaceItem;
/** What may be told of the workspaces of this computer while one of them is locked. */
export type Workspaces = app.Workspaces;
export type LockSettings = app.LockSettings;
export type ActivityRow = app.ActivityRow;
export type SecurityFact = app.SecurityFact;
/** What locking and revoking everything has done. */
export type Incident = app.Incident;

/** A new time for a post; slot says that it is a free one of its account. */
export type PostMove = app.PostMove;
export type PostEdit = app.PostEdit;
export type BulkEdit = app.BulkEdit;
export type BulkResult = Omit<app.BulkResult, 'posts'> & { posts: Post[] };
export type PostRefusal = app.PostRefusal;
/** One step of a post, as the journal has it. */
export type HistoryLine = app.HistoryLine;
/** A free slot of an account: wall time, zone, instant, and what a clock change does to it. */
export type SlotTime = app.SlotTime;
/** Event names and their payloads. */
export type EventCatalog = Omit<app.EventCatalog, 'post:changed'> & { 'post:changed': Post };

/** The state words of a post, as Go stores them and generates them. */
export type PostState = `${app.PostState}`;
export const postStates = [
  'draft',
  'scheduled',
  'due',
  'prepared',
  'init_sent',
  'uploading',
  'finishing',
  'confirming',
  'published',
  'in_inbox',
  'blocked',
  'missed',
  'failed',
  'canceled',
  'uncertain',
] as const satisfies readonly PostState[];

/** TikTok's audience words. Which of them may be chosen comes from creator_info. */
export type Privacy =
  | 'PUBLIC_TO_EVERYONE'
  | 'MUTUAL_FOLLOW_FRIENDS'
  | 'FOLLOWER_OF_CREATOR'
  | 'SELF_ONLY';

/** What System.OpenLink knows by name; the front end never opens an address itself. */
export type LinkName =
  | 'music-usage'
  | 'branded-content'
  | 'ffmpeg-help'
  | 'developer-portal'
  | 'app-permissions'
  | 'tiktok-privacy-eea'
  | 'tiktok-privacy-us'
  | 'tiktok-privacy-world'
  | `post:${string}`
  | `tiktok-profile:${string}`;
