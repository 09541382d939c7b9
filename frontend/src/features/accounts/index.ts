import './commands';

export { AccountDetail } from './AccountDetail';
export { AccountList } from './AccountList';
export { AccountsEmpty } from './AccountsEmpty';
export { ConnectDialog } from './ConnectDialog';
export { sortAccounts } from './model';
