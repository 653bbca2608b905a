package dev.parley.safety.block;

import dev.parley.id.UserPair;
import java.util.Collection;
import java.util.Set;

/// Says quickly between which users a block stands.
public interface PairBlocks {

    /// Those of the pairs between which a block stands, in either direction. A change that was made in this process
    /// counts from [#changed] on; one made elsewhere may take some seconds to show. Throws `StoreUnavailable` when
    /// any of them is not known and the store is out of reach.
    Set<UserPair> blockedAmong(Collection<UserPair> pairs);

    /// Forgets what was known of a pair: a block between the two has, or may have, changed in the store.
    void changed(UserPair pair);
}
