// SPDX-License-Identifier: MIT
#include "drivers/qxl/heap.hpp"
#include "tests/host/qxl_rig.hpp"

#include <chrono>
#include <random>
#include <vector>

using namespace qxl;
using namespace qxl::test;

namespace {

Heap heap_of(u64 offset, u64 size, u64 guard = 0)
{
    auto h = Heap::create(offset, size, guard);
    EXPECT_TRUE(is_ok(h));
    return std::move(h).value();
}

// Blocks and free ranges together cover the region once, in order of address; no two free ranges touch. With a guard,
// as much at least is free between any two blocks, and at both ends.
void check(Heap const& h)
{
    struct Run {
        u64 offset, size;
        bool free;
    };
    std::vector<Run> runs;
    u64 live = 0, live_bytes = 0;
    h.for_each_block([&](Block const& b) {
        runs.push_back({b.offset, b.size, false});
        ++live;
        live_bytes += b.size;
    });
    h.for_each_free_range([&](FreeRange r) { runs.push_back({r.offset, r.size, true}); });
    std::sort(runs.begin(), runs.end(), [](Run const& a, Run const& b) { return a.offset < b.offset; });
    u64 at = h.offset();
    bool free_before = false;
    for (Run const& r : runs) {
        ASSERT_EQ(r.offset, at);
        ASSERT_FALSE(r.free && free_before);
        if (h.guard() != 0 && live != 0) {
            ASSERT_TRUE(r.free || free_before);
            ASSERT_GE(r.free ? r.size : h.guard(), h.guard());
        }
        free_before = r.free;
        at += r.size;
    }
    ASSERT_EQ(at, h.offset() + h.size());
    ASSERT_TRUE(free_before || h.guard() == 0);
    ASSERT_EQ(h.counters().live(), live);
    ASSERT_EQ(h.counters().live_bytes(), live_bytes);
}

TEST(QxlHeap, GivesDisjointAlignedBlocksAndTakesThemBack)
{
    Heap h = heap_of(100, 64 * KiB);
    EXPECT_EQ(h.offset() % Heap::granule, 0u);
    auto a = h.allocate(191, "drawable.fill");
    auto b = h.allocate(1, "x", 7, 4096);
    OK(a);
    OK(b);
    EXPECT_EQ(a->size, 192u);
    EXPECT_EQ(b->offset % 4096, 0u);
    EXPECT_EQ(b->tag, 7u);
    EXPECT_NE(a->id, b->id);
    check(h);
    OK(h.free(a->id));
    OK(h.free(b->id));
    check(h);
    EXPECT_EQ(h.counters().allocated, 2u);
    EXPECT_EQ(h.counters().released_bytes, 192u + 16u);
}

TEST(QxlHeap, ListsBlocksInTheOrderOfAddresses)
{
    Heap h = heap_of(0, 64 * KiB);
    for (int i = 0; i < 20; ++i)
        OK(h.allocate(100, "x"));
    u64 at = 0;
    h.for_each_block([&](Block const& b) {
        EXPECT_GE(b.offset, at);
        at = b.offset + b.size;
    });
}

TEST(QxlHeap, FullAndOversize)
{
    Heap h = heap_of(0, 4096);
    OK(h.allocate(4096, "all"));
    FAILS(h.allocate(1, "x"), Side::guest, "room in BAR memory");
    FAILS(h.allocate(~u64{0}, "x"), Side::guest, "room in BAR memory");
    Heap empty;
    FAILS(empty.allocate(1, "x"), Side::guest, "room in BAR memory");
    FAILS(heap_of(8, 10).allocate(1, "x"), Side::guest, "room in BAR memory");
}

TEST(QxlHeap, DoubleFreeAndUnknownIdsAreFindings)
{
    Heap h = heap_of(0, 4096);
    u64 const id = h.allocate(16, "x")->id;
    OK(h.free(id));
    FAILS(h.free(id), Side::guest, "freed twice");
    FAILS(h.free(0), Side::guest, "never was");
    FAILS(h.free(~u64{0}), Side::guest, "");
    FAILS(h.take_back(id), Side::device, "released twice");
    FAILS(h.take_back(0xffff'ffff'ffff'0000), Side::device, "never given");
}

TEST(QxlHeap, OwnershipPassesToTheDeviceAndBack)
{
    Heap h = heap_of(0, 4096);
    u64 const id = h.allocate(16, "x")->id;
    FAILS(h.take_back(id), Side::device, "does not hold");
    OK(h.give(id));
    EXPECT_EQ(h.held(), 1u);
    FAILS(h.give(id), Side::guest, "given");
    FAILS(h.free(id), Side::guest, "device holds");
    OK(h.take_back(id));
    FAILS(h.take_back(id), Side::device, "does not hold");
    OK(h.free(id));
    EXPECT_EQ(h.held(), 0u);
}

TEST(QxlHeap, AGuardIsFreeMemoryAroundEachBlock)
{
    Heap h = heap_of(4096, 4096, 64);
    check(h);
    auto a = h.allocate(100, "a");
    auto b = h.allocate(16, "b", 0, 256);
    auto c = h.allocate(1, "c");
    OK(a);
    OK(b);
    OK(c);
    check(h);
    EXPECT_EQ(b->offset % 256, 0u);
    EXPECT_EQ(a->size, 112u);
    EXPECT_EQ(h.counters().allocated_bytes, 112u + 16 + 16);
    EXPECT_EQ(h.high_water(), std::max({a->offset + a->size, b->offset + b->size, c->offset + c->size}));
    for (auto const* block : {&*b, &*a, &*c}) {
        OK(h.free(block->id));
        check(h);
    }
    EXPECT_EQ(h.counters().live_bytes(), 0u);
    // All of it but the two guards can be one block again, and no byte more.
    FAILS(h.allocate(4096 - 2 * 64 + 1, "x"), Side::guest, "room in BAR memory");
    auto all = h.allocate(4096 - 2 * 64, "x");
    OK(all);
    EXPECT_EQ(all->offset, 4096u + 64);
    EXPECT_EQ(h.high_water(), 8192u - 64);
    check(h);
    FAILS(h.allocate(1, "x"), Side::guest, "room in BAR memory");
    FAILS(h.allocate(~u64{0}, "x"), Side::guest, "room in BAR memory");
}

TEST(QxlHeap, ARegionWithoutRoomForItsGuardsIsOneFreeRange)
{
    for (u64 size : {u64{16}, u64{64}, u64{112}, u64{128}}) {
        Heap h = heap_of(0, size, 64);
        check(h);
        FAILS(h.allocate(1, "x"), Side::guest, "room in BAR memory");
        u64 free = 0;
        h.for_each_free_range([&](FreeRange r) { free += r.size; });
        EXPECT_EQ(free, size);
    }
    Heap h = heap_of(0, 144, 64);
    OK(h.allocate(1, "x"));
    check(h);
}

TEST(QxlHeap, SlackIsWhatNobodyAskedFor)
{
    for (u64 guard : {u64{0}, u64{32}}) {
        Heap h = heap_of(0, 4096, guard);
        EXPECT_EQ(h.allocate(150, "x")->slack, 10u);
        EXPECT_EQ(h.allocate(160, "x")->slack, 0u);
        EXPECT_EQ(h.allocate(1, "x", 0, 1024)->slack, 15u);
        u64 slack = 0;
        h.for_each_block([&](Block const& b) { slack += b.slack; });
        EXPECT_EQ(slack, 25u);
        u64 const id = h.allocate(17, "x")->id;
        OK(h.give(id));
        EXPECT_EQ(h.take_back(id)->slack, 15u);
    }
}

struct Watcher final : HeapObserver {
    explicit Watcher(Heap& of) : heap(of) {}
    void on_allocate(unsigned bar, Block const& b) override
    {
        EXPECT_EQ(bar, 4u);
        EXPECT_TRUE(heap.owns(b.id));
        live.push_back(b.id);
    }
    void on_free(unsigned bar, Block const& b) override
    {
        EXPECT_EQ(bar, 4u);
        EXPECT_FALSE(heap.owns(b.id));
        bool is_free = false;
        heap.for_each_free_range([&](FreeRange r) {
            is_free = is_free || (r.offset <= b.offset && b.offset + b.size <= r.offset + r.size);
        });
        EXPECT_TRUE(is_free);
        EXPECT_EQ(std::erase(live, b.id), 1u);
    }
    Heap& heap;
    std::vector<u64> live;
};

TEST(QxlHeap, AnObserverIsToldOfEachBlockOnce)
{
    Heap h = heap_of(0, 64 * KiB, 16);
    Watcher watcher(h);
    h.observe(&watcher, 4);
    u64 const a = h.allocate(100, "x")->id;
    u64 const b = h.allocate(100, "x")->id;
    EXPECT_EQ(watcher.live, (std::vector{a, b}));
    FAILS(h.allocate(1 * MiB, "x"), Side::guest, "room in BAR memory");
    OK(h.free(a));
    FAILS(h.free(a), Side::guest, "freed twice");
    OK(h.give(b));
    EXPECT_EQ(watcher.live, std::vector{b});
    OK(h.write_off(b));
    EXPECT_TRUE(watcher.live.empty());
    h.observe(nullptr, 4);
    OK(h.allocate(100, "x"));
    EXPECT_TRUE(watcher.live.empty());
}

TEST(QxlHeap, WhatAResetTookIsWrittenOff)
{
    Heap h = heap_of(0, 4096);
    u64 const id = h.allocate(16, "x")->id;
    FAILS(h.write_off(id), Side::guest, "written off");
    OK(h.give(id));
    OK(h.write_off(id));
    FAILS(h.write_off(id), Side::guest, "written off");
    // Should it come back after all, it is one release too many.
    FAILS(h.take_back(id), Side::device, "released twice");
    EXPECT_EQ(h.held(), 0u);
    EXPECT_EQ(h.counters().live(), 0u);
    EXPECT_EQ(h.counters().live_bytes(), 0u);
    EXPECT_EQ(h.counters().written_off, 1u);
    check(h);
}

class QxlHeapLife : public ::testing::TestWithParam<u64> {};
INSTANTIATE_TEST_SUITE_P(Guards, QxlHeapLife, ::testing::Values(0, 16, 256));

TEST_P(QxlHeapLife, SurvivesARandomLife)
{
    Heap h = heap_of(16 * MiB, 4 * MiB, GetParam());
    std::mt19937 random(1);
    std::vector<u64> ids;
    for (int i = 0; i < 20000; ++i) {
        if (random() % 3 != 0 || ids.empty()) {
            u64 const size = 1 + random() % (random() % 10 == 0 ? 60000 : 400);
            auto b = h.allocate(size, "x", 0, u64{16} << random() % 6);
            if (b)
                ids.push_back(b->id);
        } else {
            size_t const at = random() % ids.size();
            OK(h.free(ids[at]));
            ids[at] = ids.back();
            ids.pop_back();
        }
        if (i % 1000 == 0)
            check(h);
    }
    for (u64 id : ids)
        OK(h.free(id));
    check(h);
    EXPECT_EQ(h.counters().live(), 0u);
    EXPECT_TRUE(is_ok(h.allocate(4 * MiB - 2 * GetParam(), "all of it again")));
}

TEST(QxlHeap, ThousandsOfBlocks)
{
    Heap h = heap_of(0, 16 * MiB);
    std::vector<u64> ids;
    for (int i = 0; i < 10000; ++i) {
        auto b = h.allocate(200, "x");
        OK(b);
        ids.push_back(b->id);
    }
    check(h);
    for (size_t i = 0; i < ids.size(); i += 2)
        OK(h.free(ids[i]));
    check(h);
}

} // namespace

TEST(QxlHeap, HighWaterIsTheEndOfTheHighestBlockThereEverWas)
{
    auto heap = Heap::create(4096, 64 * KiB);
    ASSERT_TRUE(heap);
    EXPECT_EQ(heap->high_water(), 0u);
    auto first = heap->allocate(100, "first");
    auto second = heap->allocate(16, "second");
    ASSERT_TRUE(first && second);
    u64 const end = second->offset + second->size;
    EXPECT_EQ(heap->high_water(), end);
    ASSERT_TRUE(heap->free(second->id));
    ASSERT_TRUE(heap->free(first->id));
    EXPECT_EQ(heap->high_water(), end);
}
