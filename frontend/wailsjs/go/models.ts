export namespace app {
	
	export enum PostState {
	    BLOCKED = "blocked",
	    CANCELED = "canceled",
	    CONFIRMING = "confirming",
	    DRAFT = "draft",
	    DUE = "due",
	    FAILED = "failed",
	    FINISHING = "finishing",
	    INIT_SENT = "init_sent",
	    IN_INBOX = "in_inbox",
	    MISSED = "missed",
	    PREPARED = "prepared",
	    PUBLISHED = "published",
	    SCHEDULED = "scheduled",
	    UNCERTAIN = "uncertain",
	    UPLOADING = "uploading",
	}
	export interface Slot {
	    weekday: number;
	    wall: string;
	    zone: string;
	}
	export interface Missed {
	    policy: string;
	    minutes: number;
	}
	export interface Account {
	    id: string;
	    rev: number;
	    nickname: string;
	    username: string;
	    scopes: string[];
	    health: string;
	    missingScopes: string[];
	    avatarUrl: string;
	    signInEndsAt: string;
	    missed: Missed;
	    slots: Slot[];
	}
	export interface AccountOpen {
	    id: string;
	}
	export interface ActivityRow {
	    id: number;
	    at: string;
	    kind: string;
	    subject: string;
	    outcome: string;
	}
	export interface Refused {
	    name: string;
	    message: string;
	}
	export interface Added {
	    postIds: string[];
	    refused: Refused[];
	    again?: number;
	}
	export interface PostEdit {
	    id: string;
	    setAccount: boolean;
	    accountId: string;
	    setCaption: boolean;
	    caption: string;
	}
	export interface BulkEdit {
	    edits: PostEdit[];
	}
	export interface PostRefusal {
	    id: string;
	    reason: string;
	    message: string;
	}
	export interface Failure {
	    reason: string;
	    message: string;
	}
	export interface Post {
	    id: string;
	    rev: number;
	    state: PostState;
	    accountId: string;
	    mediaId: string;
	    mode: string;
	    caption: string;
	    privacy: string;
	    allowComment: boolean;
	    allowDuet: boolean;
	    allowStitch: boolean;
	    yourBrand: boolean;
	    brandedContent: boolean;
	    aiGenerated: boolean;
	    coverMs: number;
	    fit: string;
	    cropX: number;
	    cropY: number;
	    trimStartMs: number;
	    trimEndMs: number;
	    trimAtKeyframe: boolean;
	    loudness: boolean;
	    remake: string;
	    scheduledAt: string;
	    wall: string;
	    zone: string;
	    consentAt: string;
	    failure?: Failure;
	    convert: string;
	    notBefore: string;
	    publishId: string;
	    postIds: string[];
	    link: string;
	    attempts: number;
	    createdAt: string;
	    updatedAt: string;
	    publishedAt: string;
	    editable: boolean;
	    cancelable: boolean;
	}
	export interface BulkResult {
	    posts: Post[];
	    undo: string;
	    refused: PostRefusal[];
	}
	export interface Candidate {
	    nickname: string;
	    username: string;
	    avatarUrl: string;
	    known: boolean;
	    scopes: string[];
	    missingScopes: string[];
	}
	export interface CategoryCount {
	    id: string;
	    count: number;
	}
	export interface ClipCopy {
	    postId: string;
	    size: number;
	}
	export interface ClipFile {
	    mediaId: string;
	    state: string;
	    cacheBytes: number;
	}
	export interface ClipFiles {
	    clips: ClipFile[];
	    copies: ClipCopy[];
	}
	export interface ClipLook {
	    stripFrames: number;
	    bestMs: number;
	    keyframesMs: number[];
	    keyframesKnown: boolean;
	}
	export interface Consent {
	    textVersion: string;
	    options: string[];
	}
	export interface When {
	    now: boolean;
	    slot?: boolean;
	    wall: string;
	    zone: string;
	}
	export interface Conversion {
	    move: boolean;
	    when: When;
	    slot: boolean;
	}
	export interface Creator {
	    accountId: string;
	    nickname: string;
	    username: string;
	    privacyOptions: string[];
	    commentDisabled: boolean;
	    duetDisabled: boolean;
	    stitchDisabled: boolean;
	    maxDurationMs: number;
	}
	export interface ErasePlan {
	    scope: string;
	    id: string;
	    confirm: string;
	    goes: CategoryCount[];
	    stays: string[];
	    beyond: string[];
	    inFlight: string[];
	    unsettled: string[];
	}
	export interface EraseReport {
	    scope: string;
	    gone: CategoryCount[];
	    files: number;
	    scannedBytes: number;
	    remainingBytes: number;
	    where: string[];
	    searched: boolean;
	    revoked: number;
	    queued: number;
	    beyond: string[];
	    elapsedMs: number;
	}
	export interface WorkspaceItem {
	    id: string;
	    name: string;
	    passphrase: boolean;
	    locked: boolean;
	}
	export interface Workspaces {
	    items: WorkspaceItem[];
	    shown: string;
	    locked: boolean;
	    waitMs: number;
	    trouble?: Failure;
	    fixed: boolean;
	    language: string;
	}
	export interface WindowClosing {
	    tray: boolean;
	}
	export interface RequestRow {
	    id: number;
	    at: string;
	    feature: string;
	    method: string;
	    host: string;
	    path: string;
	    data: string;
	    bytesOut: number;
	    bytesIn: number;
	    status: number;
	    elapsedMs: number;
	    outcome: string;
	    accountId: string;
	    postId: string;
	}
	export interface PostOpen {
	    id: string;
	    ask: boolean;
	}
	export interface PolicyState {
	    version: string;
	    date: string;
	    digest: string;
	    accepted: boolean;
	    acceptedVersion: string;
	    acceptedAt: string;
	}
	export interface Profile {
	    name: string;
	    email: string;
	}
	export interface WindowSettings {
	    onClose: string;
	    startAtLogin: boolean;
	}
	export interface MediaSettings {
	    hardware: boolean;
	    threads: number;
	    convertOnBattery: boolean;
	    chosen: boolean;
	}
	export interface PowerSettings {
	    keepAwake: boolean;
	    batteryMin: number;
	    holdMetered: boolean;
	}
	export interface NotificationSettings {
	    on: boolean;
	    successes: boolean;
	    hideContent: boolean;
	}
	export interface TikTokApp {
	    clientKey: string;
	    source: string;
	    editable: boolean;
	}
	export interface UploadSettings {
	    maxKBps: number;
	    paused: boolean;
	}
	export interface Feature {
	    name: string;
	    scope: string;
	    on: boolean;
	}
	export interface Preferences {
	    features: Feature[];
	    upload: UploadSettings;
	    app: TikTokApp;
	    notifications: NotificationSettings;
	    power: PowerSettings;
	    media: MediaSettings;
	    language: string;
	    window: WindowSettings;
	    profile: Profile;
	    policy: PolicyState;
	    cacheMb: number;
	    welcomed: boolean;
	}
	export interface SignIn {
	    state: string;
	    url: string;
	    message: string;
	    candidate?: Candidate;
	}
	export interface ImportProgress {
	    done: number;
	    total: number;
	}
	export interface RenderProgress {
	    postId: string;
	    fraction: number;
	    remainingMs: number;
	}
	export interface UploadProgress {
	    postId: string;
	    sent: number;
	    total: number;
	    remainingMs: number;
	    windowMs: number;
	}
	export interface HealthEffect {
	    code: string;
	    message: string;
	    since: string;
	}
	export interface Health {
	    code: string;
	    severity: string;
	    message: string;
	    remedy: string;
	    since: string;
	    dependents?: HealthEffect[];
	}
	export interface Finding {
	    code: string;
	    severity: string;
	    message: string;
	    failReason: string;
	    fix: string;
	    postId: string;
	}
	export interface Media {
	    id: string;
	    name: string;
	    size: number;
	    durationMs: number;
	    width: number;
	    height: number;
	    fps: number;
	    videoCodec: string;
	    audioCodec: string;
	    container: string;
	    verdict: string;
	    route: string;
	    findings: Finding[];
	    addedAt: string;
	    removed: boolean;
	    content: string;
	}
	export interface Removed {
	    id: string;
	    rev: number;
	}
	export interface EventCatalog {
	    "post:changed": Post;
	    "post:removed": Removed;
	    "media:changed": Media;
	    "media:removed": Removed;
	    "account:changed": Account;
	    "account:removed": Removed;
	    "health:changed": Health[];
	    "upload:progress": UploadProgress;
	    "render:progress": RenderProgress;
	    "files:added": Added;
	    "library:import": ImportProgress;
	    "signin:changed": SignIn;
	    "settings:changed": Preferences;
	    "post:open": PostOpen;
	    "account:open": AccountOpen;
	    "request:sent": RequestRow;
	    "window:closing": WindowClosing;
	    "workspace:changed": Workspaces;
	}
	export interface Exported {
	    saved: boolean;
	    name: string;
	    bytes: number;
	    sealed: boolean;
	    counts: CategoryCount[];
	}
	export interface InstallCommand {
	    title: string;
	    command: string;
	}
	export interface FFmpegEncoder {
	    name: string;
	    state: string;
	}
	export interface FFmpeg {
	    path: string;
	    version: string;
	    given: boolean;
	    encoder: string;
	    hardware: boolean;
	    encoders: FFmpegEncoder[];
	    lacks: string[];
	    advice: string;
	    problem: string;
	    install: InstallCommand[];
	}
	
	
	
	
	
	
	export interface HistoryLine {
	    at: string;
	    step: string;
	    state: PostState;
	    bytes: number;
	    why: string;
	}
	
	export interface Imported {
	    done: boolean;
	    counts: CategoryCount[];
	    drafts: number;
	    asked: number;
	    skipped: number;
	}
	export interface Incident {
	    at: string;
	    accounts: number;
	    revoked: number;
	    queued: number;
	    untold: number;
	    stopped: number;
	    locked: boolean;
	    note: string;
	}
	
	export interface StoredPart {
	    kind: string;
	    name: string;
	    count: number;
	    bytes: number;
	}
	export interface StoredAccount {
	    accountId: string;
	    count: number;
	    bytes: number;
	}
	export interface StoredCategory {
	    id: string;
	    count: number;
	    bytes: number;
	    retentionDays: number;
	    leaves: string;
	    accounts: StoredAccount[];
	    parts: StoredPart[];
	}
	export interface Inventory {
	    madeAt: string;
	    categories: StoredCategory[];
	}
	export interface LockSettings {
	    passphrase: boolean;
	    recovery: boolean;
	    idleMinutes: number;
	    withSystem: boolean;
	    withSleep: boolean;
	    keepPublishing: boolean;
	    guarded: boolean;
	}
	
	
	
	
	export interface Pauses {
	    all: boolean;
	    accountIds: string[];
	}
	export interface PolicyFact {
	    label: string;
	    text: string;
	    link: string;
	}
	export interface PolicyBlock {
	    kind: string;
	    text: string;
	    items: string[];
	    facts: PolicyFact[];
	}
	
	export interface PolicySection {
	    heading: string;
	    blocks: PolicyBlock[];
	}
	
	export interface PolicyText {
	    document: string;
	    language: string;
	    title: string;
	    version: string;
	    date: string;
	    digest: string;
	    sections: PolicySection[];
	}
	
	
	export interface PostInput {
	    accountId: string;
	    mode: string;
	    caption: string;
	    privacy: string;
	    allowComment: boolean;
	    allowDuet: boolean;
	    allowStitch: boolean;
	    yourBrand: boolean;
	    brandedContent: boolean;
	    aiGenerated: boolean;
	    coverMs: number;
	    fit: string;
	    cropX: number;
	    cropY: number;
	    trimStartMs: number;
	    trimEndMs: number;
	    trimAtKeyframe: boolean;
	    loudness: boolean;
	    remake: string;
	}
	export interface PostList {
	    posts: Post[];
	    more: boolean;
	}
	export interface PostMove {
	    id: string;
	    when: When;
	    slot: boolean;
	}
	
	
	
	
	export interface PrivacyRequest {
	    id: number;
	    at: string;
	    kind: string;
	    scope: string;
	    outcome: string;
	    elapsedMs: number;
	}
	
	export interface Quota {
	    name: string;
	    limit: number;
	    used: number;
	    freeAt: string;
	    learned: boolean;
	}
	export interface Quotas {
	    accountId: string;
	    audit: string;
	    quotas: Quota[];
	}
	
	
	
	export interface Replaced {
	    mediaId: string;
	    same: boolean;
	}
	export interface RequestFilter {
	    host: string;
	    feature: string;
	    text: string;
	    from: string;
	    to: string;
	    before: number;
	    limit: number;
	}
	export interface RequestPage {
	    rows: RequestRow[];
	    more: boolean;
	    count: number;
	    bytesOut: number;
	    bytesIn: number;
	    hosts: string[];
	    features: string[];
	}
	
	export interface ResolvedTime {
	    at: string;
	    note: string;
	}
	export interface RetentionRemoved {
	    id: string;
	    count: number;
	    bytes: number;
	}
	export interface RetentionReport {
	    at: string;
	    removed: RetentionRemoved[];
	    elapsedMs: number;
	}
	export interface RetentionRule {
	    id: string;
	    category: string;
	    days: number;
	    defaultDays: number;
	    shortest: number;
	    longest: number;
	    lengthened: boolean;
	}
	export interface SecurityFact {
	    code: string;
	    state: string;
	    detail: string;
	    remedy: string;
	}
	export interface ShownRow {
	    title: string;
	    detail: string;
	    at: string;
	    postId: string;
	}
	
	
	export interface SlotTime {
	    wall: string;
	    zone: string;
	    at: string;
	    note: string;
	}
	export interface StateCount {
	    state: PostState;
	    count: number;
	}
	export interface Snapshot {
	    rev: number;
	    posts: Post[];
	    rest: StateCount[];
	    media: Media[];
	    accounts: Account[];
	    health: Health[];
	    sandbox: boolean;
	    workspace: string;
	    zone: string;
	    mediaBase: string;
	    version: string;
	    canConnect: boolean;
	    canPractice: boolean;
	    canLeave: boolean;
	    preferences: Preferences;
	}
	export interface Snippet {
	    id: string;
	    kind: string;
	    name: string;
	    text: string;
	    accountId: string;
	}
	
	
	
	
	
	
	
	
	
	
	

}

