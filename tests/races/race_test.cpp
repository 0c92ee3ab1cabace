// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pgoutput/decoder.h"
#include "pgoutput/protocol_error.h"
#include "pgoutput/samples.h"
#include "progress/counters.h"
#include "progress/in_flight.h"
#include "stream/block_queue.h"
#include "stream/positions.h"
#include "units/unit_registry.h"

#include <QTest>

#include <atomic>
#include <functional>
#include <random>
#include <thread>

using namespace tidegate;

namespace {

/// All begin together; joined at the end of its life.
class Crowd
{
public:
    void add(std::function<void()> work)
    {
        m_threads.emplace_back([this, work = std::move(work)] {
            while (!m_begun.load(std::memory_order_acquire))
                std::this_thread::yield();
            work();
        });
    }
    void run()
    {
        m_begun.store(true, std::memory_order_release);
        for (auto &thread : m_threads)
            thread.join();
        m_threads.clear();
    }

private:
    std::atomic<bool> m_begun{false};
    std::vector<std::thread> m_threads;
};

units::Unit unitOf(int id)
{
    units::Unit unit;
    unit.id = id;
    unit.admitted = true;
    unit.relations = {static_cast<std::uint32_t>(id * 10), static_cast<std::uint32_t>(id * 10 + 1)};
    return unit;
}

std::vector<units::OwnedRelation> relationsOf(int id)
{
    std::vector<units::OwnedRelation> relations;
    for (const auto oid : unitOf(id).relations) {
        units::OwnedRelation relation;
        relation.oid = oid;
        relation.source = relation.target = {"public", "t" + std::to_string(oid)};
        relation.unit = id;
        relation.approximateBytes = id;
        relations.push_back(relation);
    }
    return relations;
}

} // namespace

/// What copiers, receiver, consumer, coordinator and window share, with all of them at it.
class RaceTest : public QObject
{
    Q_OBJECT

private slots:
    /// Each unit is with one copier at a time, and is copied once, whatever the others do meanwhile.
    void registry()
    {
        constexpr int count = 200;
        constexpr int late = 100;
        units::UnitRegistry registry;
        std::vector<units::Unit> all;
        std::vector<units::OwnedRelation> relations;
        for (int id = 1; id <= count; ++id) {
            all.push_back(unitOf(id));
            for (const auto &relation : relationsOf(id))
                relations.push_back(relation);
        }
        registry.load(all, relations);
        std::vector<std::atomic<int>> holders(count + late + 1);
        std::vector<std::atomic<int>> copies(count + late + 1);
        std::atomic<int> shared{0};
        std::atomic<bool> end{false};
        std::atomic<int> copied{0};
        Crowd crowd;
        for (int copier = 0; copier < 4; ++copier) {
            crowd.add([&, copier] {
                std::mt19937 random(static_cast<unsigned>(copier));
                while (copied < count + late) {
                    const auto seen = registry.version();
                    const auto unit = registry.takeForCopy();
                    if (!unit) {
                        registry.waitForChange(seen, 5);
                        continue;
                    }
                    const auto at = static_cast<std::size_t>(unit->id);
                    shared += holders[at].fetch_add(1) != 0;
                    const bool fails = random() % 4 == 0;
                    if (!fails) {
                        copies[at].fetch_add(1);
                        copied.fetch_add(1);
                    }
                    holders[at].fetch_sub(1);
                    if (fails)
                        registry.gaveBack(unit->id, 0);
                    else
                        registry.copied(unit->id, Snapshot(), Lsn{static_cast<std::uint64_t>(unit->id)});
                }
                end = true;
            });
        }
        crowd.add([&] { // the coordinator: tables join, stop and are looked at
            for (int id = count + 1; id <= count + late; ++id) {
                registry.add({unitOf(id)}, relationsOf(id));
                registry.markStopped(static_cast<std::uint32_t>(id * 10));
            }
            while (!end) {
                registry.relations();
                registry.unfinished();
                registry.uncopied();
                registry.feeders({"public", "t10"});
            }
        });
        crowd.add([&] { // the consumer: a view outlives what happens to the unit
            while (!end) {
                for (int id = 1; id <= count; id += 7) {
                    const auto owner = registry.owner(static_cast<std::uint32_t>(id * 10));
                    const auto unit = registry.unit(id);
                    if (owner && unit && unit->state == units::UnitState::Copied)
                        shared += unit->view().snapshot == nullptr;
                }
                registry.waitForChange(registry.version(), 1);
            }
        });
        crowd.run();
        QCOMPARE(shared.load(), 0);
        QCOMPARE(registry.uncopied(), std::size_t(0));
        for (std::size_t id = 1; id < copies.size(); ++id)
            QCOMPARE(copies[id].load(), 1);
    }

    /// In order, none lost, and never more than the bound and one block.
    void queue()
    {
        constexpr std::uint64_t count = 20'000;
        constexpr std::size_t bound = 16'000;
        stream::BlockQueue queue(bound);
        stream::Positions positions{std::chrono::seconds(0)};
        std::atomic<bool> wrong{false};
        std::size_t heaviest = 0;
        Crowd crowd;
        crowd.add([&] {
            std::mt19937 random(1);
            for (std::uint64_t lsn = 1; lsn <= count; ++lsn) {
                auto block = std::make_shared<stream::Block>();
                block->bytes.assign(random() % 300, 'x');
                block->frames.push_back({Lsn{lsn}, 0, static_cast<std::uint32_t>(block->bytes.size()), false});
                stream::BlockPointer pointer = block;
                heaviest = std::max(heaviest, block->weight());
                positions.received(Lsn{lsn});
                while (!queue.push(pointer, 50))
                    positions.confirmable(stream::Positions::Clock::now());
            }
        });
        crowd.add([&] {
            for (std::uint64_t next = 1; next <= count;) {
                const auto block = queue.pop(50);
                if (!block)
                    continue;
                wrong = wrong || block->frames.at(0).lsn.value != next;
                positions.stored(Lsn{next++});
            }
        });
        crowd.add([&] {
            std::size_t most = 0;
            while (positions.stored().value < count) {
                most = std::max(most, queue.bytes());
                const auto confirmed = positions.confirmed(); // in this order: each may only have grown meanwhile
                const auto stored = positions.stored();
                wrong = wrong || confirmed > stored || stored > positions.received();
            }
            wrong = wrong || most > bound + 2'000; // a block weighs far less than the rest
        });
        crowd.run();
        QVERIFY(!wrong);
        QVERIFY(queue.empty());
        QVERIFY(heaviest < 2'000);
    }

    /// Whoever waits until all is done with finds that it is: nothing that was pushed before is still being worked on.
    void doneWith()
    {
        constexpr std::uint64_t count = 5'000;
        stream::BlockQueue queue(1'000'000);
        std::atomic<std::uint64_t> done{0};
        std::atomic<bool> wrong{false};
        Crowd crowd;
        crowd.add([&] {
            for (std::uint64_t lsn = 1; lsn <= count; ++lsn) {
                auto block = std::make_shared<stream::Block>();
                block->frames.push_back({Lsn{lsn}, 0, 0, false});
                stream::BlockPointer pointer = block;
                while (!queue.push(pointer, 50)) {
                }
                if (lsn % 7 != 0)
                    continue;
                while (!queue.waitUntilDone(50)) {
                }
                wrong = wrong || done != lsn;
            }
        });
        crowd.add([&] {
            while (done < count) {
                if (queue.pop(50)) {
                    std::this_thread::yield();
                    done.fetch_add(1);
                }
            }
        });
        crowd.run();
        QVERIFY(!wrong);
    }

    /// What was received is either in flight or applied, for whoever looks at both at one moment.
    void inFlight()
    {
        constexpr std::uint64_t count = 20'000;
        progress::InFlight inFlight;
        std::uint64_t applied = 0; // only within the calls of InFlight
        std::atomic<std::uint64_t> received{0};
        std::atomic<bool> end{false};
        std::atomic<bool> wrong{false};
        Crowd crowd;
        crowd.add([&] {
            for (std::uint64_t i = 0; i < count; ++i) {
                inFlight.add({{1, 2}, {2, 1}});
                received.fetch_add(1, std::memory_order_release);
            }
        });
        crowd.add([&] {
            for (std::uint64_t i = 0; i < count; ++i) {
                while (received.load(std::memory_order_acquire) <= i)
                    std::this_thread::yield();
                inFlight.finish({{1, 2}, {2, 1}}, [&] { applied += 3; });
            }
            end = true;
        });
        crowd.add([&] {
            std::uint64_t before = 0;
            while (!end) {
                const auto least = 3 * received.load(std::memory_order_acquire);
                std::uint64_t sum = 0;
                const auto flying = inFlight.read([&] { sum = applied; });
                for (const auto &[oid, changes] : flying)
                    sum += changes;
                wrong = wrong || sum < least || sum < before;
                before = sum;
            }
        });
        crowd.run();
        QVERIFY(!wrong);
        for (const auto &[oid, changes] : inFlight.read())
            QCOMPARE(changes, std::uint64_t(0));
        QCOMPARE(applied, 3 * count);
    }

    /// Each thread its own; nothing is shared behind their backs.
    void decoders()
    {
        std::atomic<int> decoded{0};
        Crowd crowd;
        for (int thread = 0; thread < 4; ++thread) {
            crowd.add([&] {
                pgoutput::Decoder decoder;
                for (int round = 0; round < 200; ++round) {
                    for (const auto &sample : pgoutput::samples()) {
                        try {
                            decoder.decode(sample.bytes);
                            decoded.fetch_add(1);
                        } catch (const pgoutput::ProtocolError &) {
                            // A sample that is none without what came before it.
                        }
                    }
                }
            });
        }
        crowd.run();
        QVERIFY(decoded > 4 * 200);
    }

    void counters()
    {
        progress::Counters counters;
        std::atomic<bool> end{false};
        Crowd crowd;
        std::atomic<int> writers{4};
        for (int thread = 0; thread < 4; ++thread) {
            crowd.add([&, thread] {
                for (int i = 0; i < 5'000; ++i) {
                    const auto table = counters.of({"public", "t" + std::to_string(i % 50)});
                    table->addApplied(1, 0, 0);
                    progress::CopyTally tally(table);
                    tally.add(2, 10);
                    if ((i + thread) % 2 == 0)
                        tally.keep();
                }
                if (writers.fetch_sub(1) == 1)
                    end = true;
            });
        }
        crowd.add([&] {
            while (!end)
                counters.read();
        });
        crowd.run();
        std::uint64_t applied = 0;
        std::uint64_t copied = 0;
        for (const auto &[name, counts] : counters.read()) {
            applied += counts.applied();
            copied += counts.rowsCopied;
        }
        QCOMPARE(applied, std::uint64_t(20'000));
        QCOMPARE(copied, std::uint64_t(20'000)); // half of the tallies, two rows each
    }
};

QTEST_GUILESS_MAIN(RaceTest)
#include "race_test.moc"
