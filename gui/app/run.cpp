// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/run.h"

#include "app/language.h"
#include "app/options.h"
#include "app/single_instance.h"
#include "app/termination.h"
#include "ask/window_asker.h"
#include "frame/workspace.h"
#include "look/clear_boxes.h"
#include "settings/connection_store.h"
#include "settings/file_saver.h"
#include "settings/settings.h"
#include "shell/main_window.h"
#include "vault/session_first_vault.h"

#include <QApplication>

#include <cstdio>
#include <string_view>

namespace tidegate::app {

namespace {

constexpr int profileRefused = 1;
constexpr int badCommandLine = 2;

struct Start {
    Q_DECLARE_TR_FUNCTIONS(Start)
};

void print(std::FILE *where, const QString &text)
{
    std::fputs(qPrintable(text), where);
}

/// What needs no display is answered before a QApplication asks for one.
bool answeredEarly(int argc, char *argv[])
{
    for (int i = 1; i < argc; ++i) {
        const std::string_view word(argv[i]);
        if (word == "--version") {
            std::puts("tidegate " TIDEGATE_VERSION);
            return true;
        }
        if (word == "--help" || word == "-h") {
            QCoreApplication application(argc, argv); // the parser wants its name
            print(stdout, helpText());
            return true;
        }
    }
    return false;
}

QString wordsOf(const settings::Refusal &refusal)
{
    if (refusal.why == settings::Refusal::Why::Newer)
        return Start::tr("%1 was written by a newer version of Tidegate (format %2, this one knows %3). It "
                         "was left as it "
                         "is. Use that version, or start this one with another profile: --profile directory.")
            .arg(refusal.file)
            .arg(refusal.format)
            .arg(settings::currentFormat);
    return Start::
        tr("%1 cannot be read: %2. It was left as it is. Repair or move it, or start with another profile: "
           "--profile directory.")
            .arg(refusal.file, refusal.details);
}

int tellRefusal(const settings::Refusal &refusal)
{
    print(stderr, wordsOf(refusal) + QLatin1Char('\n'));
    ask::WindowAsker asker;
    ask::Question message;
    message.title = Start::tr("Tidegate cannot start");
    message.text = wordsOf(refusal);
    asker.tell(nullptr, message);
    QApplication::exec(); // until the message is closed
    return profileRefused;
}

int runWindow(const settings::Profile &profile, const Options &options, SingleInstance &instance,
              const std::function<void(shell::MainWindow &)> &opened)
{
    settings::FileSaver saver; // first, so that it ends when all others have said their last
    settings::Settings settings(profile, saver);
    const Language language(options.language.isEmpty() ? settings.language() : options.language);
    settings::ConnectionStore connections(profile, saver);
    const auto vault =
        options.memoryVault ? vault::SessionFirstVault::inMemory() : vault::SessionFirstVault::fromKeychain();
    ask::WindowAsker asker;
    frame::Workspace workspace(settings, connections, profile, saver);
    shell::MainWindow window({settings, connections, *vault, asker, workspace}, profile, saver, shell::allPages());
    if (!options.page.isEmpty())
        window.showPage(options.page);
    Termination termination;
    QObject::connect(&termination, &Termination::requested, &window, &shell::MainWindow::closeWithoutAsking);
    QObject::connect(qApp, &QGuiApplication::commitDataRequest, &window,
                     &shell::MainWindow::closeWithoutAsking);
    QObject::connect(&instance, &SingleInstance::raiseRequested, &window, &shell::MainWindow::bringUp);
    instance.setPage([&window] { return window.currentPage() ? window.currentPage()->id() : QString(); });
    // The window may be hidden in the tray while a dialog closes: only the window itself ends the program.
    QApplication::setQuitOnLastWindowClosed(false);
    QObject::connect(&window, &shell::MainWindow::closed, qApp, &QCoreApplication::quit,
                     Qt::QueuedConnection);
    window.show();
    if (opened)
        opened(window);
    const int code = QApplication::exec();
    instance.setPage({});
    return code;
}

} // namespace

int run(int argc, char *argv[], const std::function<void(shell::MainWindow &)> &opened)
{
    if (answeredEarly(argc, argv))
        return 0;
    QApplication application(argc, argv);
    look::useClearBoxes();
    QApplication::setApplicationName(QStringLiteral("tidegate"));
    QApplication::setApplicationDisplayName(QStringLiteral("Tidegate"));
    QApplication::setApplicationVersion(QStringLiteral(TIDEGATE_VERSION));
    QString message;
    const auto options = parseOptions(QApplication::arguments(), message);
    if (!options) {
        print(stderr, message + QLatin1Char('\n') + helpText());
        return badCommandLine;
    }
    const auto profile =
        options->profile.isEmpty() ? settings::Profile::standard() : settings::Profile(options->profile);
    if (const auto refusal = settings::prepare(profile))
        return tellRefusal(refusal);
    SingleInstance instance(profile);
    if (!instance.isFirst()) {
        print(stdout, QStringLiteral("tidegate is running already; its window was asked to come up\n"));
        return 0;
    }
    return runWindow(profile, *options, instance, opened);
}

} // namespace tidegate::app
