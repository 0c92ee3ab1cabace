// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "migration/migration.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <optional>

class QAction;
class QLabel;
class QProgressBar;

namespace tidegate::widgets {
class StatusBadge;
}

namespace tidegate::pages {

/// A cutover on its way: the step, what it waits for, how long the writes have rested, and when it gives up.
class CutoverProgress : public QWidget
{
    Q_OBJECT
public:
    explicit CutoverProgress(QAction *abort, QAction *stop, QWidget *parent = nullptr);

    void begin(std::optional<int> limitSeconds);
    void step(cutover::Step at, const QString &words);
    /// It is carried out elsewhere, and its steps are heard of late, or not at all.
    void waitForOther();
    void end();
    /// Since the writes were stopped; until now, or until the end.
    std::optional<double> downtimeSeconds() const;

private:
    void showClock();

    widgets::StatusBadge *m_step;
    QLabel *m_words;
    QLabel *m_clock;
    QLabel *m_left;
    QProgressBar *m_bar;
    QTimer m_timer;
    QElapsedTimer m_sinceStop; ///< invalid: the writes were not stopped yet
    std::optional<double> m_downtime;
    std::optional<int> m_limit;
    bool m_isOther = false;
};

/// "Applying the last changes", …
QString stepWords(cutover::Step step);

} // namespace tidegate::pages
