import './commands';

export { AccountDetail } from './AccountDetail';
export { AccountList } from './AccountList';
export { AccountsEmpty } from './AccountsEmpty';
export { ComputerPage } from './ComputerPage';
export { ConnectDialog } from './ConnectDialog';
export { FeaturesPage } from './FeaturesPage';
export { sortAccounts } from './model';
export { TikTokAppPage } from './TikTokAppPage';
