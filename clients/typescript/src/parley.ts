// What a caller of Parley needs beside the stubs: a connection with sane settings and credentials, the problem inside a
// status, and feeds that resume by themselves.

export * from './connection.js';
export * from './feed.js';
export * from './problem.js';
