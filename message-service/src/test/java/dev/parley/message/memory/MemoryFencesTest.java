package dev.parley.message.memory;

import dev.parley.message.fence.Fences;
import dev.parley.message.fence.FencesContract;
import dev.parley.message.news.ThreadNews;

final class MemoryFencesTest implements FencesContract {

    @Override
    public Fences fences(MemoryMessageLog log, ThreadNews news) {
        return new MemoryFences(log, news);
    }
}
