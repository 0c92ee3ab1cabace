// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "driver.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QFile>

namespace tidegate::test {

Driver::Driver(const MigrationPlace &place, const std::vector<std::string> &arguments,
               const std::vector<std::string> &failpoints, const std::string &rulesOff)
{
    QStringList list;
    for (auto failpoint : failpoints) {
        const auto name = QString::fromStdString(failpoint.substr(0, failpoint.find('=')));
        if (failpoint.find("wait") == failpoint.size() - 4)
            failpoint += ":" + m_files.filePath(name).toStdString();
        list << QString::fromStdString(failpoint);
    }
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TIDEGATE_FAILPOINTS"), list.join(QLatin1Char(',')));
    environment.insert(QStringLiteral("TIDEGATE_RULES_OFF"), QString::fromStdString(rulesOff));
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    const auto target = place.targetThrough.empty() ? place.targetConninfo() : place.targetThrough;
    QStringList words{QString::fromStdString(arguments.front()),
                      QString::fromStdString(place.sourceConninfo()), QString::fromStdString(target),
                      QString::number(place.fence().generation()),
                      QString::fromStdString(place.fence().token())};
    for (std::size_t i = 1; i < arguments.size(); ++i)
        words << QString::fromStdString(arguments[i]);
    m_process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/copy_driver"), words);
}

Driver::~Driver()
{
    kill9();
}

bool Driver::waitUntilAt(const std::string &failpoint, int milliseconds)
{
    const auto path = m_files.filePath(QString::fromStdString(failpoint) + QStringLiteral(".here"));
    const QDeadlineTimer deadline(milliseconds);
    while (!QFile::exists(path)) {
        if (deadline.hasExpired() || m_process.waitForFinished(5))
            return QFile::exists(path);
    }
    return true;
}

void Driver::release(const std::string &failpoint)
{
    QFile file(m_files.filePath(QString::fromStdString(failpoint)));
    if (file.open(QIODevice::WriteOnly))
        file.close();
}

std::string Driver::output(int milliseconds)
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(milliseconds))
        return "still running";
    return m_process.readAll().toStdString();
}

void Driver::kill9()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

} // namespace tidegate::test
