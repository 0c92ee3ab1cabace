// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/problem.h"
#include "cleanup/drop.h"
#include "journal/command.h"
#include "journal/schema.h"
#include "journal/subscription.h"
#include "postgres/replication_connection.h"
#include "slot/publication.h"
#include "slot/slot_facts.h"
#include "support/cluster.h"

#include <QTest>

#include <thread>

using namespace tidegate;
using namespace tidegate::support;
using cleanup::ItemKind;
using cleanup::Result;

class CleanupTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_source = Cluster::start();
        m_target = Cluster::start();
        m_source->sql("postgres", "CREATE TABLE t (id int PRIMARY KEY)");
    }
    void cleanupTestCase()
    {
        m_source.reset();
        m_target.reset();
    }
    void init()
    {
        // A walsender goes a moment after its client.
        QTRY_COMPARE(m_source->value("postgres", "SELECT count(*) FROM pg_replication_slots WHERE active"), std::string("0"));
        m_source->sql("postgres", "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        m_source->sql("postgres",
                      "DROP PUBLICATION IF EXISTS tidegate_shop; DROP PUBLICATION IF EXISTS theirs");
        m_target->sql("postgres", "DROP SCHEMA IF EXISTS _tidegate CASCADE");
    }

    void listsAndDropsAll()
    {
        const auto source = connect(*m_source, "source");
        const auto target = connect(*m_target, "target");
        const auto slotName = make(*source, *target, "shop", true);
        const auto inventory = cleanup::takeInventory(source.get(), target.get(), "shop");
        QVERIFY(inventory.known && !inventory.engine);
        QCOMPARE(inventory.items.size(), 4u);
        QVERIFY(inventory.items[0].kind == ItemKind::Slot && *inventory.items[0].there);
        QCOMPARE(inventory.items[0].name, slotName);
        QVERIFY(inventory.items[0].bytes && *inventory.items[0].bytes > 0);
        QVERIFY(inventory.items[1].kind == ItemKind::Publication && *inventory.items[1].there);
        QVERIFY(inventory.items[3].kind == ItemKind::JournalSchema && *inventory.items[3].bytes > 0);
        QCOMPARE(inventory.asScript().size(), 4u);
        const auto outcomes = cleanup::drop(source.get(), target.get(), "shop", {}, {}, {});
        QVERIFY(cleanup::complete(outcomes));
        for (const auto &outcome : outcomes)
            QVERIFY(outcome.result == Result::Dropped);
        requireNothingLeft();
        QVERIFY(cleanup::drop(source.get(), target.get(), "shop", {}, {}, {}).empty());
    }

    /// The statements that are shown do the same by hand.
    void scriptDoesTheSame()
    {
        const auto source = connect(*m_source, "source");
        const auto target = connect(*m_target, "target");
        make(*source, *target, "shop", true);
        const auto script = cleanup::takeInventory(source.get(), target.get(), "shop").asScript();
        for (const auto &statement : script.statements())
            (statement.side == script::Side::Source ? *source : *target).exec(statement.sql);
        requireNothingLeft();
    }

    void othersStay()
    {
        const auto source = connect(*m_source, "source");
        const auto target = connect(*m_target, "target");
        m_source->sql("postgres", "CREATE PUBLICATION theirs FOR TABLE t");
        make(*source, *target, "shop", false);
        const auto other = make(*source, *target, "shop_eu", false);
        const auto outcomes = cleanup::drop(source.get(), target.get(), "shop", {}, {}, {});
        QCOMPARE(outcomes.size(), 2u); // slot and rows; the schema is still needed
        QVERIFY(cleanup::complete(outcomes));
        QVERIFY(slot::readSlot(*source, other).exists);
        QVERIFY(slot::publicationExists(*source, "theirs"));
        QCOMPARE(journal::subscriptions(*target), (std::vector<std::string>{"shop_eu"}));
        // A slot that a forgotten journal left is only named, and not one of a longer name.
        const auto stray = slot::newSlotName("shop");
        source->exec("SELECT pg_create_logical_replication_slot($1, 'pgoutput')",
                     postgres::parameters(stray));
        const auto inventory = cleanup::takeInventory(source.get(), target.get(), "shop");
        QCOMPARE(inventory.strays, (std::vector<std::string>{stray}));
        cleanup::drop(source.get(), target.get(), "shop", {}, {}, {});
        QVERIFY(slot::readSlot(*source, stray).exists);
    }

    void somebodyWasFaster()
    {
        const auto source = connect(*m_source, "source");
        const auto target = connect(*m_target, "target");
        const auto name = make(*source, *target, "shop", true);
        slot::dropSlot(*source, name);
        source->exec("DROP PUBLICATION tidegate_shop");
        const auto outcomes = cleanup::drop(source.get(), target.get(), "shop", {}, {}, {});
        QVERIFY(cleanup::complete(outcomes));
        QVERIFY(outcomes[0].result == Result::WasGone && outcomes[1].result == Result::WasGone);
        requireNothingLeft();
    }

    void withoutTheSourceTheJournalStays()
    {
        const auto source = connect(*m_source, "source");
        const auto target = connect(*m_target, "target");
        const auto name = make(*source, *target, "shop", true);
        const auto outcomes = cleanup::drop(nullptr, target.get(), "shop", {}, {}, {});
        QVERIFY(!cleanup::complete(outcomes));
        for (const auto &outcome : outcomes)
            QVERIFY(outcome.result == Result::Left);
        QCOMPARE(outcomes[0].item.sql, "SELECT pg_drop_replication_slot('" + name + "')");
        QVERIFY(journal::readSlot(*target, "shop").has_value());
        // Asked to forget, it does; the slot is then named as a stray by a later look.
        cleanup::DropOptions options;
        options.sourceGone = true;
        cleanup::drop(nullptr, target.get(), "shop", options, {}, {});
        QVERIFY(!journal::exists(*target));
        QCOMPARE(cleanup::takeInventory(source.get(), nullptr, "shop").strays,
                 (std::vector<std::string>{name}));
        QVERIFY(cleanup::drop(source.get(), nullptr, "shop", {}, {}, {}).empty());
        QVERIFY(slot::readSlot(*source, name).exists);
    }

    /// A slot that somebody else's session holds cannot go, and then the journal must not forget it.
    void slotInUseKeepsTheJournal()
    {
        const auto source = connect(*m_source, "source");
        const auto target = connect(*m_target, "target");
        const auto name = make(*source, *target, "shop", false);
        postgres::ReplicationConnection holder(postgres::ConnectionParameters::parse(m_source->conninfo()),
                                               {"source", "somebody else", true, false}, {});
        m_source->sql("postgres", "CREATE PUBLICATION theirs FOR TABLE t");
        holder.startReplication(name, Lsn{}, {"theirs"}, false);
        const auto outcomes = cleanup::drop(source.get(), target.get(), "shop", {}, {}, {});
        QVERIFY(outcomes[0].result == Result::Left && outcomes[0].why);
        QVERIFY(outcomes[1].result == Result::Left && journal::readSlot(*target, "shop").has_value());
    }

    void liveEngineIsNotDisturbed()
    {
        const auto source = connect(*m_source, "source");
        const auto target = connect(*m_target, "target");
        make(*source, *target, "shop", false);
        auto engine = connect(*m_target, "target");
        QVERIFY(journal::tryLiveLock(*engine, "shop"));
        try {
            cleanup::drop(source.get(), target.get(), "shop", {}, {}, {});
            QFAIL("dropped under a live engine");
        } catch (const ProblemError &error) {
            QVERIFY(error.problem().code == Code::AlreadyRunning);
        }
        cleanup::DropOptions options;
        options.stopEngine = true;
        options.stopWithin = std::chrono::seconds(1);
        try {
            cleanup::drop(source.get(), target.get(), "shop", options, {}, {});
            QFAIL("dropped under a live engine");
        } catch (const ProblemError &error) {
            QVERIFY(error.problem().code == Code::CommandTimedOut);
        }
        QCOMPARE(
            m_target->value("postgres", "SELECT count(*) FROM _tidegate.command WHERE answered_at IS NULL"),
            "0");
        options.stopWithin = std::chrono::seconds(30);
        std::thread obeys([&] {
            auto watch = m_target->session();
            while (watch.exec("SELECT FROM _tidegate.command WHERE verb = 'stop' AND answered_at IS NULL")
                       .empty())
                std::this_thread::yield();
            engine.reset();
        });
        const auto outcomes = cleanup::drop(source.get(), target.get(), "shop", options, {}, {});
        obeys.join();
        QVERIFY(cleanup::complete(outcomes));
        requireNothingLeft();
    }

private:
    static std::unique_ptr<postgres::Connection> connect(const Cluster &cluster, const std::string &server)
    {
        return std::make_unique<postgres::Connection>(
            postgres::ConnectionParameters::parse(cluster.conninfo()),
            postgres::SessionOptions{server, "tidegate job", false, false}, StopToken());
    }

    /// What a run leaves: slot, journal, and a publication of ours if asked for. The slot's name.
    std::string make(postgres::Connection &source, postgres::Connection &target,
                     const std::string &subscription, bool ownPublication)
    {
        journal::ensure(target);
        const auto fence = journal::takeFence(target, subscription);
        journal::SlotRecord record;
        record.publications = {"p"};
        record.sourceSystem = "1";
        record.sourceDatabase = "postgres";
        record.ownPublication = ownPublication;
        journal::createSlotRecord(target, fence, record);
        const auto name = slot::newSlotName(subscription);
        journal::recordSlotName(target, fence, name);
        const auto at = source
                            .exec("SELECT lsn FROM pg_create_logical_replication_slot($1, 'pgoutput')",
                                  postgres::parameters(name))
                            .lsn(0, 0);
        journal::recordSlotMade(target, fence, at);
        if (ownPublication)
            slot::createPublication(source, slot::ownPublicationName(subscription), {{"public", "t"}});
        return name;
    }

    void requireNothingLeft()
    {
        QCOMPARE(m_source->value("postgres", "SELECT count(*) FROM pg_replication_slots"), "0");
        QCOMPARE(m_source->value("postgres", "SELECT count(*) FROM pg_publication"), "0");
        QCOMPARE(m_target->value("postgres", "SELECT count(*) FROM pg_namespace WHERE nspname = '_tidegate'"),
                 "0");
    }

    std::unique_ptr<Cluster> m_source;
    std::unique_ptr<Cluster> m_target;
};

QTEST_GUILESS_MAIN(CleanupTest)
#include "cleanup_test.moc"
