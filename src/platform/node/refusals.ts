/** What the operating system answers when a file or a folder cannot be made or written, in words for people. */
export const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOENT: 'its folder is not there and cannot be made',
  ENOTDIR: 'something in its path is no folder',
  EEXIST: 'something in its path is no folder',
  EISDIR: 'it is a folder',
};
