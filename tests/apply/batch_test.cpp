// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "apply/batch.h"

#include <QTest>

using namespace tidegate;
using apply::Batch;
using apply::ChangeKind;

namespace {

/// A block as the receiver makes it: many messages, of which a batch may want few.
stream::BlockPointer block(std::size_t size)
{
    auto made = std::make_shared<stream::Block>();
    made->bytes.assign(size, 'x');
    return made;
}

/// A short message at `offset` of the block, of the batch's last transaction.
void add(Batch &batch, const stream::BlockPointer &from, std::size_t offset)
{
    batch.add({std::string_view(from->bytes).substr(offset, 10), nullptr, {},
               static_cast<std::uint32_t>(batch.transactions.size() - 1), ChangeKind::Insert},
              from);
}

void begin(Batch &batch)
{
    batch.transactions.emplace_back();
}

void end(Batch &batch)
{
    batch.transactions.back().end = Lsn{100};
}

constexpr std::size_t large = 128 * 1024;

} // namespace

class BatchTest : public QObject
{
    Q_OBJECT

private slots:
    /// Counting messages alone, 12 MB of short changes between skipped ones would keep gigabytes of blocks.
    void countsTheBlocksThatItKeeps()
    {
        Batch batch;
        begin(batch);
        for (int i = 0; i < 10; ++i) {
            const auto from = block(large);
            add(batch, from, 0);
            add(batch, from, 500);
        }
        QCOMPARE(batch.blocks.size(), std::size_t(10));
        QVERIFY(batch.bytes >= 10 * large);
        QVERIFY(batch.bytes < 11 * large);
    }

    /// Two million rows deleted by one transaction took 140 MB when only their messages counted.
    void countsWhatNettingAdds()
    {
        Batch batch;
        begin(batch);
        const auto from = block(large);
        for (std::size_t i = 0; i < 10'000; ++i)
            add(batch, from, i * 10);
        QVERIFY(batch.bytes >= large + 10'000 * 256);
    }

    /// Queue and batch are bounded by this; a block of one short message once weighed 150 bytes and took 16 kB.
    void countsRoomThatABlockReserves()
    {
        stream::Block few;
        few.bytes.reserve(16 * 1024);
        few.bytes.append("short");
        few.frames.reserve(100);
        few.frames.emplace_back();
        QVERIFY(few.weight() >= 16 * 1024 + 100 * sizeof(stream::Frame));
    }

    /// A block larger than a batch would else be written change by change, a transaction on the target for each.
    void theBlockInHandIsNotToBeFreed()
    {
        Batch batch;
        begin(batch);
        const auto first = block(large);
        add(batch, first, 0);
        QVERIFY(batch.freeable(first) < large);
        QCOMPARE(batch.freeable(block(large)), batch.bytes);
        const auto second = block(large);
        add(batch, second, 0);
        QVERIFY(batch.freeable(second) >= large && batch.freeable(second) < 2 * large);
        batch.clearChanges();
        QCOMPARE(batch.freeable(second), std::size_t(0));
    }

    /// Else a small open transaction would be taken for one that is larger than a batch.
    void keepsOnlyTheBlocksOfTheOpenTransaction()
    {
        Batch batch;
        begin(batch);
        for (int i = 0; i < 10; ++i)
            add(batch, block(large), 0);
        const auto last = block(large);
        add(batch, last, 0);
        end(batch);
        begin(batch);
        add(batch, last, 20);
        const auto taken = batch.takeComplete();
        QCOMPARE(taken.changes.size(), std::size_t(11));
        QCOMPARE(taken.blocks.size(), std::size_t(11));
        QCOMPARE(batch.changes.size(), std::size_t(1));
        QCOMPARE(batch.changes.front().transaction, 0u);
        QCOMPARE(batch.changes.front().message.data(), last->bytes.data() + 20);
        QCOMPARE(batch.blocks.size(), std::size_t(1));
        QVERIFY(batch.blocks.front() == last);
        QVERIFY(batch.bytes >= large && batch.bytes < 2 * large);
    }

    void anOpenTransactionWithoutChangesKeepsNothing()
    {
        Batch batch;
        begin(batch);
        add(batch, block(large), 0);
        end(batch);
        begin(batch);
        QCOMPARE(batch.takeComplete().transactions.size(), std::size_t(1));
        QCOMPARE(batch.transactions.size(), std::size_t(1));
        QVERIFY(batch.blocks.empty());
        QCOMPARE(batch.bytes, std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(BatchTest)
#include "batch_test.moc"
