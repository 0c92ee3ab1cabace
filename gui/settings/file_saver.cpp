// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "settings/file_saver.h"

#include "base/problem.h"
#include "text/problem_text.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace tidegate::settings {

namespace {

constexpr std::chrono::milliseconds moment(300);
constexpr std::chrono::seconds patience(5);

/// Why it was not written; empty if it was.
QString attempt(const QString &path, const FileSaver::Write &write)
{
    try {
        write(path);
        return {};
    } catch (const ProblemError &error) {
        return text::problemText(error.problem()).inOneLine();
    } catch (const std::exception &error) {
        return QString::fromUtf8(error.what());
    }
}

} // namespace

class FileSaver::Queue
{
public:
    explicit Queue(FileSaver *teller) : m_teller(teller) {}

    void add(const QString &path, Write write)
    {
        const std::lock_guard lock(m_mutex);
        const auto same = std::find_if(m_waiting.begin(), m_waiting.end(),
                                       [&](const auto &each) { return each.first == path; });
        if (same == m_waiting.end())
            m_waiting.emplace_back(path, std::move(write));
        else
            same->second = std::move(write);
        m_wake.notify_one();
    }

    /// The thread: until end(), and until nothing waits any more.
    void work()
    {
        std::unique_lock lock(m_mutex);
        while (true) {
            m_wake.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
            m_wake.wait_for(lock, moment, [this] { return m_ending; });
            if (m_waiting.empty())
                break;
            for (const auto &[path, write] : std::exchange(m_waiting, {})) {
                lock.unlock();
                const auto why = attempt(path, write);
                lock.lock();
                tell(path, why);
            }
        }
        m_ended = true;
        m_end.notify_one();
    }

    /// True: all has been written, or refused, and the thread is at its end.
    bool end()
    {
        std::unique_lock lock(m_mutex);
        m_ending = true;
        m_wake.notify_one();
        m_end.wait_for(lock, patience, [this] { return m_ended; });
        m_teller = nullptr;
        return m_ended;
    }

private:
    void tell(const QString &path, const QString &why)
    {
        if (m_ending && !why.isEmpty())
            qWarning("%s", qPrintable(why)); // the window is gone, and with it whoever would show it
        if (!m_teller)
            return;
        QMetaObject::invokeMethod(
            m_teller,
            [teller = m_teller, path, why] {
                if (why.isEmpty())
                    emit teller->saved(path);
                else
                    emit teller->notSaved(path, why);
            },
            Qt::QueuedConnection);
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_end;
    std::vector<std::pair<QString, Write>> m_waiting;
    FileSaver *m_teller; ///< null: gone
    bool m_ending = false;
    bool m_ended = false;
};

FileSaver::FileSaver(QObject *parent)
    : QObject(parent), m_queue(std::make_shared<Queue>(this)), m_thread([queue = m_queue] { queue->work(); })
{
}

FileSaver::~FileSaver()
{
    if (m_queue->end())
        m_thread.join();
    else
        m_thread.detach();
}

void FileSaver::save(const QString &path, Write write)
{
    m_queue->add(path, std::move(write));
}

} // namespace tidegate::settings
