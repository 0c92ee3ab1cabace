// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Pictures of every page, and of each page's states and dialogs, against a real server: {light, dark} x {1280x800,
// 1920x1080}, in one language and one scale a process (QT_SCALE_FACTOR is read at the start):
//     tidegate_screenshots DIRECTORY LANGUAGE [SCENES-THAT-BEGIN-SO]
// A page joins by a scene in scenes().

#include "app/language.h"
#include "ask/danger_dialog.h"
#include "ends_scenes.h"
#include "look/clear_boxes.h"
#include "pages/connections/connection_dialog.h"
#include "support/cluster.h"
#include "sync_scenes.h"
#include "widgets/status_badge.h"
#include "window_fixture.h"

#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QTreeView>

#include <algorithm>
#include <cstdio>

using namespace tidegate;
using namespace tidegate::tests;

namespace {

/// What is on a picture; `arrange` returns the widget to take, the window or a dialog above it.
struct Scene {
    QString name;
    std::function<QWidget *(WindowFixture &place, const support::Cluster &cluster)> arrange;
};

void saveServers(WindowFixture &place, const support::Cluster &cluster)
{
    place.save(QStringLiteral("Shop (old data centre)"), cluster.conninfo(),
               settings::Environment::Production);
    place.save(QStringLiteral("Shop (cloud)"), cluster.conninfo() + " user=app",
               settings::Environment::Staging);
    place.save(QStringLiteral("Scratch"), "host=127.0.0.1 port=1 dbname=scratch user=joe");
    auto *list = find<QTreeView>(place.window(), "connectionList");
    const auto role = [&](int row, Qt::Key key) {
        list->setCurrentIndex(list->model()->index(row, 0));
        QTest::keyClick(&place.window(), key, Qt::ControlModifier | Qt::ShiftModifier);
    };
    role(0, Qt::Key_S);
    role(1, Qt::Key_T);
}

void testRow(WindowFixture &place, int row)
{
    auto *list = find<QTreeView>(place.window(), "connectionList");
    list->setCurrentIndex(list->model()->index(row, 0));
    QTest::keyClick(&place.window(), Qt::Key_T, Qt::ControlModifier);
    auto *state = find<widgets::StatusBadge>(place.window(), "testState");
    if (!QTest::qWaitFor([state] { return state->tone() != look::Tone::Busy; }, 20'000))
        std::fputs("a test did not end\n", stderr);
}

QWidget *testedConnections(WindowFixture &place, const support::Cluster &cluster)
{
    saveServers(place, cluster);
    testRow(place, 2);
    testRow(place, 0);
    return &place.window();
}

QWidget *failedTest(WindowFixture &place, const support::Cluster &cluster)
{
    saveServers(place, cluster);
    testRow(place, 2);
    return &place.window();
}

QWidget *connectionDialog(WindowFixture &place, const support::Cluster &cluster)
{
    saveServers(place, cluster);
    auto *list = find<QTreeView>(place.window(), "connectionList");
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(&place.window(), Qt::Key_F2);
    auto *dialog = openDialog<pages::ConnectionDialog>(place.window());
    QTest::mouseClick(find<QPushButton>(*dialog, "test"), Qt::LeftButton);
    auto *state = find<widgets::StatusBadge>(*dialog, "testState");
    if (!QTest::qWaitFor(
            [state] { return state->tone() != look::Tone::Busy && state->tone() != look::Tone::Idle; },
            20'000))
        std::fputs("a test did not end\n", stderr);
    return dialog;
}

QWidget *tables(WindowFixture &place, const support::Cluster &cluster)
{
    static bool made = false;
    if (!made) {
        cluster.createDatabase("shop");
        cluster.sql("shop", "CREATE TABLE devices (id int PRIMARY KEY, name text, updated_at timestamptz);"
                            "CREATE TABLE readings (device int, at timestamptz NOT NULL, value float, PRIMARY KEY (device, at));"
                            "CREATE TABLE orders (id bigserial PRIMARY KEY, created_at timestamptz NOT NULL, doc jsonb);"
                            "CREATE INDEX ON orders (created_at); CREATE TABLE audit_log (line text);"
                            "CREATE SCHEMA billing; CREATE TABLE billing.invoices (id int PRIMARY KEY, day date NOT NULL);"
                            "INSERT INTO readings SELECT g % 10, timestamptz '2026-01-01' + g * interval '1 s', g"
                            " FROM generate_series(1, 200000) g; ANALYZE");
        made = true;
    }
    const auto source = place.save(QStringLiteral("Shop (old data centre)"), cluster.conninfo("shop"),
                                   settings::Environment::Production);
    place.workspace().setSource(source);
    place.workspace().setTarget(place.save(QStringLiteral("Shop (cloud)"), cluster.conninfo(), settings::Environment::Staging));
    plan::MigrationPlan plan = place.workspace().plan().value();
    plan.tables = {{{"public", "readings"}, {"public", "readings"}, "at", "1 day"},
                   {{"public", "orders"}, {"public", "orders"}, "created_at", {}},
                   {{"public", "audit_log"}, {"archive", "audit_log"}, {}, {}}};
    place.workspace().plan().set(plan);
    place.window().showPage(QStringLiteral("tables"));
    auto *tree = find<QTreeView>(place.window(), "tableTree");
    if (!QTest::qWaitFor([tree] { return tree->model()->rowCount() > 0; }, 20'000))
        std::fputs("the tables were not read\n", stderr);
    return &place.window();
}

QWidget *schema(WindowFixture &place, const support::Cluster &cluster)
{
    static int number = 0; // a target of its own for each picture
    const auto target = "cloud" + std::to_string(++number);
    cluster.createDatabase(target);
    cluster.sql(target, "CREATE TABLE devices (name text, updated_at timestamptz)");
    tables(place, cluster);
    place.workspace().setTarget(place.save(QStringLiteral("Shop (cloud)"), cluster.conninfo(target), settings::Environment::Staging));
    auto plan = place.workspace().plan().value();
    plan.tables.push_back({{"public", "devices"}, {"public", "devices"}, {}, {}});
    plan.tables[0].timeColumn.reset();
    plan.tables[1].timeColumn.reset();
    place.workspace().plan().set(plan);
    place.window().showPage(QStringLiteral("schema"));
    auto &page = *place.window().page(QStringLiteral("schema"));
    const auto isQuiet = [&page] { return page.state().tone != look::Tone::Busy; };
    QTest::keyClick(&place.window(), Qt::Key_F5);
    bool ended = QTest::qWaitFor(isQuiet, 20'000);
    place.asker.answers = {QStringLiteral("run")};
    QTest::keyClick(&place.window(), Qt::Key_R, Qt::ControlModifier);
    QCoreApplication::sendPostedEvents(); // the answer
    ended = ended && QTest::qWaitFor(isQuiet, 20'000);
    if (!ended)
        std::fputs("the schema was not read or not run\n", stderr);
    return &place.window();
}

QWidget *schemaDecisions(WindowFixture &place, const support::Cluster &cluster)
{
    tables(place, cluster);
    place.window().showPage(QStringLiteral("schema"));
    QTest::keyClick(&place.window(), Qt::Key_F5);
    auto &page = *place.window().page(QStringLiteral("schema"));
    if (!QTest::qWaitFor([&page] { return page.state().tone != look::Tone::Busy; }, 20'000))
        std::fputs("the schema was not read\n", stderr);
    return &place.window();
}

QWidget *dangerDialog(WindowFixture &place, const support::Cluster &)
{
    ask::DangerousQuestion question;
    question.title = QStringLiteral("Drop the subscription");
    question.text =
        QStringLiteral("The slot, the publication and the journal of the subscription shop are removed.");
    question.servers = {{QStringLiteral("Source"), QStringLiteral("Shop (old data centre)"),
                         QStringLiteral("db1.example.com:5432/shop as postgres"),
                         QStringLiteral("Production"), look::Hue::Red},
                        {QStringLiteral("Target"), QStringLiteral("Shop (cloud)"),
                         QStringLiteral("tsdb.example.net:35177/shop as tsdbadmin"),
                         QStringLiteral("Staging"), look::Hue::Amber}};
    question.cannotBeUndone =
        QStringList{QStringLiteral("The migration cannot go on: changes since now are not kept.")};
    question.sql = QStringLiteral(
        "SELECT pg_drop_replication_slot('tidegate_shop_a1');\nDROP PUBLICATION tidegate_shop;");
    question.verb = QStringLiteral("Drop it");
    question.typed = QStringLiteral("shop");
    auto *dialog = new ask::DangerDialog(question, &place.window());
    dialog->open();
    return dialog;
}

std::vector<Scene> scenes()
{
    std::vector<Scene> all = {{QStringLiteral("connections"), testedConnections},
            {QStringLiteral("connections-failed"), failedTest},
            {QStringLiteral("connection-dialog"), connectionDialog},
            {QStringLiteral("tables"), tables},
            {QStringLiteral("sync-copying"), syncCopying},
            {QStringLiteral("sync-in-sync"), syncInSync},
            {QStringLiteral("sync-disturbed"), syncDisturbed},
            {QStringLiteral("sync-refused"), syncRefused},
            {QStringLiteral("sync-skip"), syncSkip},
            {QStringLiteral("sync-slot-gone"), syncSlotGone},
            {QStringLiteral("sync-start-anew"), syncStartAnew},
            {QStringLiteral("sync-membership"), syncMembership},
            {QStringLiteral("sync-target"), syncTarget},
            {QStringLiteral("cutover-ready"), cutoverReady},
            {QStringLiteral("cutover-running"), cutoverRunning},
            {QStringLiteral("schema"), schema},
            {QStringLiteral("schema-decisions"), schemaDecisions},
            {QStringLiteral("dangerous-question"), dangerDialog}};
    for (const auto &[name, arrange] : endsScenes())
        all.push_back({name, arrange});
    WindowFixture pages;
    for (const auto *page : pages.window().pages())
        all.push_back({page->id() + QStringLiteral("-nothing"), [id = page->id()](WindowFixture &place, const auto &) {
                           place.window().showPage(id);
                           return &place.window();
                       }});
    return all;
}

QPalette darkPalette()
{
    QPalette palette(QColor(45, 45, 48), QColor(37, 37, 40));
    palette.setColor(QPalette::Base, QColor(28, 28, 30));
    palette.setColor(QPalette::AlternateBase, QColor(37, 37, 40));
    for (const auto role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(role, QColor(230, 230, 230));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(130, 130, 130));
    palette.setColor(QPalette::PlaceholderText, QColor(140, 140, 140));
    palette.setColor(QPalette::Highlight, QColor(38, 92, 150));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    return palette;
}

/// Small enough to be kept with the sources: shades that the eye does not tell apart become one, and 0 packs best.
bool save(QWidget &shown, const QString &file)
{
    auto picture = shown.grab().toImage().convertToFormat(QImage::Format_RGB888);
    const auto shade = [](int value) { return static_cast<uchar>((value * 31 + 127) / 255 * 255 / 31); };
    for (int y = 0; y < picture.height(); ++y) {
        auto *line = picture.scanLine(y);
        std::transform(line, line + 3 * picture.width(), line, shade);
    }
    return picture.save(file, "PNG", 0);
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    look::useClearBoxes();
    if (argc != 3 && argc != 4) {
        std::fputs("tidegate_screenshots DIRECTORY LANGUAGE [SCENES-THAT-BEGIN-SO]\n", stderr);
        return 2;
    }
    const QDir directory(QString::fromLocal8Bit(argv[1]));
    const auto language = QString::fromLocal8Bit(argv[2]);
    const app::Language translators(language);
    const auto cluster = support::Cluster::start();
    const auto light = QApplication::palette();
    bool saved = true;
    const auto wanted = argc == 4 ? QString::fromLocal8Bit(argv[3]) : QString();
    for (const auto &scene : scenes()) {
        if (!scene.name.startsWith(wanted))
            continue;
        for (const bool dark : {false, true}) {
            QApplication::setPalette(dark ? darkPalette() : light);
            for (const auto size : {QSize(1280, 800), QSize(1920, 1080)}) {
                WindowFixture place;
                place.window().resize(size);
                if (!QTest::qWaitForWindowActive(&place.window())) // shortcuts are for the active window
                    return 1;
                auto *shown = scene.arrange(place, *cluster);
                QCoreApplication::sendPostedEvents();
                const auto name =
                    QStringLiteral("%1-%2-%3-%4-%5x.png")
                        .arg(scene.name, language, dark ? QStringLiteral("dark") : QStringLiteral("light"),
                             QString::number(size.width()), QString::number(shown->devicePixelRatioF()));
                saved = save(*shown, directory.filePath(name)) && saved;
            }
        }
    }
    return saved ? 0 : 1;
}
