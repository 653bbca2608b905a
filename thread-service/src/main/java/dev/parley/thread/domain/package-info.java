/// The rules of threads: who takes part in what, who may change it, and what a block does to it.
///
/// A thread with those who take part in it is a [Roster]: a value, changed by its own methods, each giving the next
/// version. The [ThreadStore] runs such a rule on the locked thread, and keeps what comes out. Only after the fence of
/// the new version is in force is a change acknowledged ([FenceKeeper]).
@NullMarked
package dev.parley.thread.domain;

import org.jspecify.annotations.NullMarked;
