/// Inboxes in PostgreSQL, in the schema `inbox`.
///
/// ```
/// thread_state  one row a thread                     inbox_row  one row a user and thread
///   thread_id        primary key                       user_id, thread_id   primary key
///   thread_version   0 = not told yet                  folder, removed, counterpart_id
///   form, kind, subject, create_time, archived         head_sequence, head_ordinal, activity_time
///   participant_ids  who takes part now                read_sequence, read_ordinal, hidden_ordinals
///   head_sequence, head_ordinal                        unread_count         computed by the store
///   message_id, message_time                           revision
/// ```
///
/// What is merged:
/// - the head of a thread: that of the greatest sequence, into `thread_state` and into the rows of all who take part;
/// - a cursor: the greatest, into the row; where there is none, into one that is `removed` and was never listed;
/// - a thread: that of the greatest version. Who joins gets the head that is known and keeps the cursor that is known;
///   who left keeps a row that is `removed`.
///
/// So whatever the order, and however often: those who take part in the newest version known have a row with the newest
/// head known and their newest cursor known.
///
/// **Revisions grow in the order of commits.** A number drawn from a sequence is visible only with its commit, and a
/// transaction that drew a smaller one may commit later: a reader who goes on after the greater one would never see the
/// smaller. So each merge takes, before it draws, a lock for the shards of all users it touches, and keeps it until it
/// has committed. Then a user's revision that is seen is greater than all before it and smaller than all that follow.
///
/// **Order of locks**, the same everywhere, so that merges wait for each other but never in a circle: first the rows of
/// `thread_state` by thread, then the shards by number. Rows of `inbox_row` are written under the lock of their user.
@NullMarked
package dev.parley.inbox.postgres;

import org.jspecify.annotations.NullMarked;
