// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window costs with ten thousand tables, and how soon it is there:
//     tidegate_gui_bench
//     tidegate_gui_bench --start [TIDEGATE'S OPTION…]     itself, as the window that is started and ends when it is usable
// Exit codes: 0 if every goal is met, 1 if not.

#include "app/run.h"
#include "pages/sync/table_list.h"
#include "pages/tables/table_loader.h"
#include "settings/profile.h"
#include "shell/main_window.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <QTreeView>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

using namespace tidegate;

namespace {

constexpr int tables = 10'000;
constexpr int rounds = 15;

/// Milliseconds, one measure each.
using Figures = std::vector<double>;

double medianOf(Figures figures)
{
    std::sort(figures.begin(), figures.end());
    return figures[figures.size() / 2];
}

bool allMet = true;

void tell(const char *what, const Figures &figures, double goal)
{
    const double median = medianOf(figures);
    const bool met = median < goal;
    allMet = allMet && met;
    std::printf("  %-50s %7.1f ms, at most %7.1f ms; goal %3.0f ms  %s\n", what, median,
                *std::max_element(figures.begin(), figures.end()), goal, met ? "met" : "MISSED");
    std::fflush(stdout);
}

/// What a busy machine does not add to: no figure of the goals, but a help to understand one.
void tellProcessor(const Figures &figures)
{
    std::printf("  %-50s %7.1f ms of processor\n", "", medianOf(figures));
}

double milliseconds(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// Of a view: measures until what a change of it made necessary has been laid out and drawn.
class Stopwatch : public QObject
{
public:
    explicit Stopwatch(const QTreeView &view) : m_view(view) { view.viewport()->installEventFilter(this); }

    double untilShown(const std::function<void()> &work)
    {
        m_drawn = 0;
        QElapsedTimer timer;
        timer.start();
        work();
        QCoreApplication::sendPostedEvents(); // layout and update requests among them
        if (m_drawn == 0)
            m_view.viewport()->repaint(); // a view lays its rows out by a timer, or now if it must
        const double taken = milliseconds(timer);
        if (m_drawn == 0)
            qFatal("nothing was drawn: the figure would mean nothing");
        return taken;
    }

    bool eventFilter(QObject *, QEvent *event) override
    {
        m_drawn += event->type() == QEvent::Paint;
        return false;
    }

private:
    const QTreeView &m_view;
    int m_drawn = 0;
};

std::string nameOf(int number)
{
    return "table_with_a_usual_name_" + std::to_string(number);
}

jobs::SourceTables manySourceTables()
{
    jobs::SourceTables all;
    for (int i = 0; i < tables; ++i) {
        jobs::SourceTable each;
        each.relation.name = {"schema_" + std::to_string(i / 500), nameOf(i)};
        each.relation.totalBytes = 8192 * (i % 1000);
        for (const char *column : {"created_at", "updated_at"})
            each.timeColumns.push_back({column, catalog::TimeType::Timestamptz, catalog::EpochUnit::None, 90,
                                        {catalog::TimeReason::TypeTimestamptz}});
        all.tables.push_back(each);
    }
    std::sort(all.tables.begin(), all.tables.end(),
              [](const auto &a, const auto &b) { return a.relation.name < b.relation.name; });
    return all;
}

progress::ProgressSnapshot manyTables()
{
    progress::ProgressSnapshot snapshot;
    for (int i = 0; i < tables; ++i) {
        progress::TableProgress each;
        each.source = each.target = {"public", nameOf(i)};
        each.state = static_cast<progress::TableState>("idfsr"[i % 5]);
        each.rowsCopied = static_cast<std::uint64_t>(i);
        each.approximateRows = 10'000;
        snapshot.tables.push_back(each);
    }
    std::sort(snapshot.tables.begin(), snapshot.tables.end(),
              [](const auto &a, const auto &b) { return a.source < b.source; });
    return snapshot;
}

Figures measureFilter(Stopwatch &stopwatch, QLineEdit &filter)
{
    Figures figures;
    for (int i = 0; i < rounds; ++i) {
        for (const char *text : {"9", "99", "999", "no such table", "name_1", ""})
            figures.push_back(stopwatch.untilShown([&] { filter.setText(QLatin1String(text)); }));
    }
    return figures;
}

/// The page Tables in its window: what its loader hands it, and its filter.
void measureTables(shell::MainWindow &window)
{
    auto *loader = window.findChild<pages::TableLoader *>();
    Stopwatch stopwatch(*window.findChild<QTreeView *>(QStringLiteral("tableTree")));
    const auto data = manySourceTables();
    Figures shown;
    for (int i = 0; i < rounds; ++i)
        shown.push_back(stopwatch.untilShown([&] { emit loader->loaded(data); }));
    tell("10,000 tables shown after their data has come", shown, 500);
    tell("the filter of the page Tables",
         measureFilter(stopwatch, *window.findChild<QLineEdit *>(QStringLiteral("tableFilter"))), 50);
}

/// The list of the page Sync, under snapshots in which every table has moved.
void measureSync(pages::TableList &list)
{
    Stopwatch stopwatch(*list.findChild<QTreeView *>(QStringLiteral("syncTables")));
    auto snapshot = manyTables();
    list.setSnapshot(snapshot);
    Figures taken;
    Figures processor;
    for (int i = 0; i < rounds * 4; ++i) {
        for (auto &each : snapshot.tables)
            each.rowsCopied += 3;
        const auto before = std::clock();
        taken.push_back(stopwatch.untilShown([&] { list.setSnapshot(snapshot); }));
        processor.push_back(1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC);
    }
    tell("a snapshot in which all 10,000 tables have moved", taken, 16);
    tellProcessor(processor);
    tell("the filter of the page Sync", measureFilter(stopwatch, *list.findChild<QLineEdit *>(QStringLiteral("syncFilter"))), 50);
}

/// From the start of the process to a window that has been drawn and answers.
void measureStart(const char *program, const QString &profile)
{
    Figures started;
    for (int i = 0; i < rounds; ++i) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QElapsedTimer timer;
        timer.start();
        child.start(QString::fromLocal8Bit(program),
                    {QStringLiteral("--start"), QStringLiteral("--no-keychain"), QStringLiteral("--profile"), profile});
        if (!child.waitForReadyRead(30'000) || !child.readAll().startsWith("usable"))
            qFatal("the window did not start");
        started.push_back(milliseconds(timer));
        child.waitForFinished();
    }
    tell("from the start to a usable window", started, 500);
}

/// Called before the event loop begins; each step is taken when the one before it has been drawn.
void measureAll(shell::MainWindow &window, const char *program)
{
    window.resize(1280, 800);
    window.showPage(QStringLiteral("tables"));
    auto *list = new pages::TableList({}, &window);
    list->setWindowFlag(Qt::Window);
    list->resize(1000, 600);
    list->show();
    QTimer::singleShot(0, &window, [&window, list, program] {
        QTimer::singleShot(0, &window, [&window, list, program] {
            measureTables(window);
            measureSync(*list);
            const QTemporaryDir profile;
            measureStart(program, profile.path());
            window.closeWithoutAsking();
        });
    });
}

void endWhenUsable(shell::MainWindow &window)
{
    // Two turns of the loop: in the first the window is laid out and drawn.
    QTimer::singleShot(0, &window, [&window] {
        QTimer::singleShot(0, &window, [&window] {
            std::puts("usable");
            std::fflush(stdout);
            window.closeWithoutAsking();
        });
    });
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    if (argc > 1 && QByteArray(argv[1]) == "--start") {
        argv[1] = argv[0];
        return app::run(argc - 1, argv + 1, endWhenUsable);
    }
    const QTemporaryDir profile;
    QByteArray path = profile.path().toLocal8Bit();
    QByteArray options[] = {argv[0], "--no-keychain", "--profile", path};
    char *words[] = {options[0].data(), options[1].data(), options[2].data(), options[3].data(), nullptr};
    const int code = app::run(4, words, [argv](shell::MainWindow &window) { measureAll(window, argv[0]); });
    return code != 0 ? code : allMet ? 0 : 1;
}
