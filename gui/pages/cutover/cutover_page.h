// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/both_servers.h"
#include "frame/page.h"
#include "frame/page_job.h"
#include "jobs/after_switch.h"
#include "jobs/cutover_outlook.h"
#include "migration/migration.h"

#include <QElapsedTimer>
#include <QTimer>

#include <optional>
#include <vector>

class QListWidget;
class QStackedWidget;
class QTabWidget;

namespace tidegate::widgets {
class Banner;
class StatusBadge;
} // namespace tidegate::widgets

namespace tidegate::pages {

class AfterSwitchView;
class ClosedSource;
class CutoverProgress;
class SequencesPanel;
class StopWritesChoice;

/// From "is it ready" over the switch to what comes after it. It looks every few seconds while it is shown, whoever runs
/// the migration; the engine of this window is told through its run, one elsewhere through the journal.
class CutoverPage : public frame::Page
{
    Q_OBJECT
public:
    explicit CutoverPage(const frame::PageContext &context, QWidget *parent = nullptr);

    void proceed() override; ///< cuts over

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum View { Empty, Before, Running, After };
    struct Seen {
        jobs::CutoverOutlook outlook;
        std::optional<jobs::AfterSwitch> after;
    };

    void makeActions();
    void makeLayout();
    QWidget *makeBefore();

    void forget();
    /// With both logins, which are fetched once for the servers chosen.
    void withLogins(std::function<void(const frame::BothLogins &)> act);
    void look();
    void lookAtAll(); ///< also for rows that come with extensions, which is else done once a minute
    cutover::ReadinessOptions readinessOptions() const;
    void knowRows(jobs::CutoverOutlook &outlook, bool looked);
    void seen(const Seen &seen);
    void showReadiness();
    void lookFailed(const Problem &problem);

    void lookAtSequences();
    void resetSequences();

    void prepareCutover();
    void askForCutover(const script::Script &script);
    void cutOver();
    void showRunning(std::optional<int> limitSeconds);
    void cutOverElsewhere(const frame::BothLogins &logins);
    void happened(const migration::Event &event);
    void ended(const QString &report);
    void failed(const QString &text, bool surelyNotCutOver = true);

    void askToCallOff();
    void callOff();
    void calledOff(const QString &text);
    void callOffRefused(const QString &text, Code code);
    void openSource();
    /// In the banner, until something else is told: a look that succeeds does not take it away.
    void tell(look::Tone tone, const QString &text);
    void tellLookFailed(const QString &text);
    bool runsHere() const;
    void setWorking(bool working);
    std::string subscription() const;

    const frame::PageContext m_context;
    frame::PageJob m_look;
    frame::PageJob m_work;
    frame::PageJob m_calling; ///< off the cutover of an engine elsewhere
    QTimer m_timer;
    std::optional<frame::BothLogins> m_logins;
    std::optional<Seen> m_seen;
    jobs::WriteWatch m_writes;
    std::vector<Finding> m_rows; ///< what the last look for rows of extensions found
    QElapsedTimer m_sinceRows;   ///< invalid: the next look is to look for them
    bool m_isCutting = false;
    bool m_isCallingOff = false; ///< the engine of this window was asked and has not answered
    QString m_undone;            ///< how the source stands after a cutover that failed, by the engine's words
    bool m_bannerIsOfLook = false; ///< then the next look that succeeds takes it away
    QString m_report; ///< the engine's words after the switch

    QAction *m_again = nullptr;
    QAction *m_cutOver = nullptr;
    QAction *m_abort = nullptr;
    QAction *m_open = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_preview = nullptr;
    QAction *m_reset = nullptr;
    QAction *m_copy = nullptr;
    widgets::Banner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    QTabWidget *m_tabs = nullptr;
    widgets::StatusBadge *m_standing = nullptr;
    QListWidget *m_checks = nullptr;
    ClosedSource *m_closed = nullptr;
    StopWritesChoice *m_choice = nullptr;
    SequencesPanel *m_sequences = nullptr;
    CutoverProgress *m_progress = nullptr;
    AfterSwitchView *m_after = nullptr;
};

} // namespace tidegate::pages
