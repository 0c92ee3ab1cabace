// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "rules_place.h"

#include "support/command.h"
#include "support/skips.h"

#include <QTemporaryDir>
#include <QTest>

using namespace tidegate;

namespace {

/// A small disk of its own, until the end of this.
class SmallDisk
{
public:
    bool mount(int megabytes)
    {
        m_mounted = support::run({"mount", "-t", "tmpfs", "-o", size(megabytes), "tmpfs", path()}).exitCode == 0;
        return m_mounted && support::run({"chown", "postgres:postgres", path()}).exitCode == 0;
    }
    ~SmallDisk()
    {
        if (m_mounted)
            support::run({"umount", "-l", path()});
    }
    void grow(int megabytes) const { support::runOrThrow(support::run({"mount", "-o", "remount," + size(megabytes), path()}), "remount"); }
    std::string path() const { return m_directory.path().toStdString(); }

private:
    static std::string size(int megabytes) { return "size=" + std::to_string(megabytes) + "m"; }

    QTemporaryDir m_directory{QStringLiteral("/var/tmp/tidegate-disk-XXXXXX")};
    bool m_mounted = false;
};

} // namespace

/// A disk of the target that is really full (FAULTS.md), for rows and for WAL.
class FaultsDiskTest : public rules::PlaceTest
{
    Q_OBJECT

private:
    std::unique_ptr<SmallDisk> m_disk;

    /// The table's rows are to lie on the small disk.
    void putNotesOnIt() const;

private slots:
    void init();
    void cleanup();
    void fullInTheCopy();
    void fullInTheStream();
    void fullOfWal();
};

void FaultsDiskTest::init()
{
    m_disk = std::make_unique<SmallDisk>();
    if (!m_disk->mount(8))
        TIDEGATE_SKIP("mounting a tmpfs");
    PlaceTest::init();
}

void FaultsDiskTest::cleanup()
{
    if (!m_run)
        return; // skipped
    PlaceTest::cleanup();
    m_place->targetServer().sql("postgres", "DROP TABLESPACE IF EXISTS small");
    m_disk.reset();
}

void FaultsDiskTest::putNotesOnIt() const
{
    m_place->targetServer().sql("postgres", "CREATE TABLESPACE small LOCATION '" + m_disk->path() + "'");
    m_place->target("ALTER TABLE notes SET TABLESPACE small");
}

void FaultsDiskTest::fullInTheCopy()
{
    putNotesOnIt();
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 1000) FROM generate_series(1, 20000) g");
    m_run = m_place->run({}, {});
    QVERIFY(m_run->waitFor("No space left on device") && m_run->waitFor("public.notes"));
    QVERIFY(m_run->isRunning());
    QCOMPARE(m_place->target("SELECT count(*) FROM notes"), "0");
    m_place->source("DELETE FROM notes WHERE a % 2 = 0");
    m_disk->grow(64);
    verifySame();
}

void FaultsDiskTest::fullInTheStream()
{
    putNotesOnIt();
    m_run = m_place->run({}, {});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
    m_place->source("INSERT INTO amounts VALUES (1)");
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 1000) FROM generate_series(1, 20000) g");
    QVERIFY(m_run->waitFor("No space left on device"));
    QVERIFY(m_run->isRunning());
    QVERIFY(m_place->targetBecomes("SELECT count(*) FROM amounts", "1"));
    m_disk->grow(64);
    verifySame();
}

/// A server that cannot write its WAL ends itself, and does not come back before there is room.
void FaultsDiskTest::fullOfWal()
{
    auto &target = m_place->targetServer();
    const auto wal = target.installation().root + m_place->target("SHOW data_directory") + "/pg_wal";
    m_disk->grow(64);
    target.stop();
    const auto move = [](const std::string &from, const std::string &to) {
        support::runOrThrow(support::run({"mv", from, to}), "mv");
    };
    move(wal, m_disk->path() + "/pg_wal");
    support::runOrThrow(support::run({"ln", "-s", m_disk->path() + "/pg_wal", wal}), "ln");
    target.startAgain();
    m_run = m_place->run({}, {});
    QVERIFY(m_run->waitFor("slot") && m_place->allReady() && m_place->settle());
    m_place->source("INSERT INTO notes SELECT g, repeat('x', 1000) FROM generate_series(1, 90000) g");
    QTRY_VERIFY_WITH_TIMEOUT(!target.isRunning() || target.log().find("PANIC") != std::string::npos, 60'000);
    QVERIFY(m_run->waitFor("connection to the target"));
    m_disk->grow(512);
    target.stop(support::StopMode::Immediate);
    target.startAgain();
    verifySame();
    target.stop();
    support::runOrThrow(support::run({"rm", wal}), "rm");
    move(m_disk->path() + "/pg_wal", wal);
    target.startAgain();
}

QTEST_GUILESS_MAIN(FaultsDiskTest)
#include "faults_disk_test.moc"
