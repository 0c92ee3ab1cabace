// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "puppet.h"

#include "app/run.h"
#include "window_fixture.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <deque>
#include <unistd.h>

namespace tidegate::tests {

namespace {

constexpr char mark[] = "--puppet";
constexpr int wait = 60'000; // ms

QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QString::fromUtf8("…"));
}

/// The strings of the puppet, on its side.
class Strings
{
public:
    explicit Strings(shell::MainWindow &window) : m_window(window), m_input(STDIN_FILENO, QSocketNotifier::Read)
    {
        QObject::connect(&m_input, &QSocketNotifier::activated, &window, [this] { read(); });
        m_tick.callOnTimeout(&window, [this] {
            if (!m_orders.empty() && isDone(m_orders.front()))
                m_orders.pop_front();
            speak();
        });
        m_tick.start(50);
    }

private:
    void read()
    {
        char bytes[1024];
        const auto size = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (size <= 0) {
            m_input.setEnabled(false);
            return;
        }
        m_line.append(bytes, static_cast<qsizetype>(size));
        for (qsizetype end = m_line.indexOf('\n'); end >= 0; end = m_line.indexOf('\n')) {
            m_orders.push_back(QString::fromUtf8(m_line.left(end)));
            m_line.remove(0, end + 1);
        }
    }

    bool isDone(const QString &order)
    {
        const auto verb = order.section(QLatin1Char(' '), 0, 0);
        const auto what = order.section(QLatin1Char(' '), 1);
        if (verb == QLatin1String("page")) {
            m_window.showPage(what);
            return true;
        }
        if (verb == QLatin1String("do")) {
            for (auto *action : m_window.currentPage()->menuActions()) {
                if (plain(action->text()) == what && action->isEnabled()) {
                    action->trigger();
                    return true;
                }
            }
            return false;
        }
        const QWidget *where = QApplication::activeModalWidget();
        for (auto *button : (where ? where : &m_window)->findChildren<QAbstractButton *>()) {
            const bool isIt = button->objectName() == what || button->property("id") == what || plain(button->text()) == what;
            if (isIt && button->isVisible() && button->isEnabled()) {
                button->click();
                return true;
            }
        }
        return false;
    }

    void speak()
    {
        QString now = seen(m_window) + QLatin1Char('\n') + find<QLabel>(m_window, "headerNext")->text();
        if (const auto *dialog = QApplication::activeModalWidget())
            now += QLatin1String("\nasks: ") + dialog->windowTitle();
        now.replace(QLatin1Char('\n'), QChar(0x1f));
        if (now == m_said)
            return;
        m_said = now;
        std::puts(now.toUtf8().constData());
        std::fflush(stdout);
    }

    shell::MainWindow &m_window;
    QSocketNotifier m_input;
    QTimer m_tick;
    QByteArray m_line;
    std::deque<QString> m_orders;
    QString m_said;
};

} // namespace

Puppet::Puppet(const QString &profile)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QCoreApplication::applicationFilePath(),
                    {QLatin1String(mark), QStringLiteral("--no-keychain"), QStringLiteral("--language"), QStringLiteral("en"),
                     QStringLiteral("--profile"), profile});
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process, [this] { listen(); });
}

Puppet::~Puppet()
{
    kill9();
}

void Puppet::tell(const QString &order)
{
    m_process.write(order.toUtf8() + '\n');
}

void Puppet::listen()
{
    m_line += m_process.readAllStandardOutput();
    const auto last = m_line.lastIndexOf('\n');
    if (last < 0)
        return;
    const auto lines = m_line.left(last).split('\n');
    m_said = QString::fromUtf8(lines.last()).replace(QChar(0x1f), QLatin1Char('\n'));
    m_line.remove(0, last + 1);
}

bool Puppet::says(const QString &text)
{
    return QTest::qWaitFor([&] { return m_said.contains(text); }, wait);
}

void Puppet::kill9()
{
    m_process.kill();
    m_process.waitForFinished();
}

int runAsPuppet(int argc, char *argv[])
{
    if (argc < 2 || QLatin1String(argv[1]) != QLatin1String(mark))
        return -1;
    argv[1] = argv[0];
    std::unique_ptr<Strings> strings;
    return app::run(argc - 1, argv + 1, [&strings](shell::MainWindow &window) { strings = std::make_unique<Strings>(window); });
}

} // namespace tidegate::tests
