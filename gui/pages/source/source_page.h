// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page.h"
#include "frame/page_context.h"
#include "frame/page_job.h"
#include "jobs/check.h"
#include "jobs/source_preparation.h"

class QStackedWidget;

namespace tidegate {
namespace frame {
struct BothLogins;
}
namespace widgets {
class Banner;
}
} // namespace tidegate

namespace tidegate::pages {

class FindingView;
class PublicationCard;
class ServerFactsView;

/// Are both servers fit for the plan, and is it published what the plan wants? Checks look and change nothing;
/// whatever changes a server is shown as SQL and asked about first.
class SourcePage : public frame::Page
{
    Q_OBJECT
public:
    explicit SourcePage(const frame::PageContext &context, QWidget *parent = nullptr);

    void proceed() override; ///< checks

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Seen {
        jobs::CheckReport report;
        jobs::SourcePreparation publication;
    };

    void makeActions();
    void makeLayout();

    void forget();
    void planChanged();
    void check();
    void look(const frame::BothLogins &logins);
    void show(const Seen &seen);
    void tellMilestones(const std::vector<Finding> &findings);
    void rename(const QString &subscription);
    /// True if the plan has changed by it, and is being checked again.
    bool adopt(const jobs::SourcePreparation &publication);

    void mend();
    void publish();
    void askAndRun(const script::Script &script, const QString &title, const QString &text, const QString &verb);
    void run(const script::Script &script);
    void failed(const QString &text);
    void setBusy(const QString &word); ///< empty: nothing is under way

    const frame::PageContext m_context;
    frame::PageJob m_job;
    QAction *m_check = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_publish = nullptr;
    QAction *m_mend = nullptr;
    widgets::Banner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    ServerFactsView *m_facts = nullptr;
    FindingView *m_findings = nullptr;
    PublicationCard *m_publication = nullptr;
    bool m_isSeen = false; ///< of the servers and the plan as they are now
    bool m_ranScript = false;
    std::vector<plan::SelectedTable> m_seenTables;
};

} // namespace tidegate::pages
