// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "settings/profile.h"

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

#include <functional>

namespace tidegate::app {

/// One window per profile: two would overwrite each other's files. The first holds a lock and listens on a local
/// socket that only its user may open; a later start asks it to come up, and ends.
class SingleInstance : public QObject
{
    Q_OBJECT
public:
    explicit SingleInstance(const settings::Profile &profile, QObject *parent = nullptr);

    /// True for the first. False: the other one was asked to come up (it has two seconds to answer).
    bool isFirst();
    /// What the other one answered, the id of the page it shows; empty if nothing came.
    const QString &answer() const { return m_answer; }
    /// How this one answers.
    void setPage(std::function<QString()> page) { m_page = std::move(page); }

signals:
    void raiseRequested();

private:
    void listen();
    void serve();
    void askTheOther();

    QString m_name;
    QLockFile m_lock;
    QLocalServer m_server;
    QString m_answer;
    std::function<QString()> m_page;
};

} // namespace tidegate::app
