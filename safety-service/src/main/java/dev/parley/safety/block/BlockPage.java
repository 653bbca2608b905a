package dev.parley.safety.block;

import java.util.List;
import java.util.Optional;

/// A page of blocks, newest first.
///
/// @param blocks the blocks
/// @param next   the place after which the next page begins; empty on the last page
public record BlockPage(List<Block> blocks, Optional<BlockPosition> next) {

    /// Keeps its own copy of the list.
    public BlockPage {
        blocks = List.copyOf(blocks);
    }

    /// Makes a page of at most `size` blocks out of a result that has one more when there is a next page.
    public static BlockPage of(List<Block> found, int size) {
        if (found.size() <= size) {
            return new BlockPage(found, Optional.empty());
        }
        return new BlockPage(
                found.subList(0, size), Optional.of(found.get(size - 1).position()));
    }
}
