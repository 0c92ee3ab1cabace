// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "base/finding.h"
#include "frame/page_context.h"
#include "look/tone.h"
#include "migration/migration.h"

#include <QList>
#include <QObject>

#include <functional>
#include <optional>
#include <vector>

class QAction;

namespace tidegate::widgets {
class Banner;
}

namespace tidegate::pages {

/// What the page's banner says of a run: why it has ended, what it is trying to get over, what an answer was. A trouble
/// that has passed takes its words along; words about an end stay until somebody acts.
class RunNotice : public QObject
{
    Q_OBJECT
public:
    /// What the notice offers, done.
    struct Offers {
        std::function<void(bool takeOver)> start; ///< once more, or here what ran elsewhere
        std::function<void()> watch;              ///< who runs it
        std::function<void()> startAnew;          ///< where nothing else helps
        std::function<void(const Problem &)> skip; ///< the change that the stream waits at
    };
    RunNotice(const frame::PageContext &context, widgets::Banner &banner, Offers offers);

    void started();
    void take(const progress::ProgressSnapshot &snapshot);
    void take(const migration::Event &event);
    void ended(migration::Outcome outcome, const std::optional<Problem> &problem);
    /// The run that was watched.
    void endedElsewhere(migration::Outcome outcome, const std::optional<Problem> &problem);
    void left(const QString &what, bool isRepeatable); ///< by a fresh start
    void needless();                                   ///< is a fresh start
    void gone();                                       ///< is what was to be started anew
    void interrupted(const QString &what);             ///< was a fresh start, once this was removed
    void notAnew(const Problem &problem);              ///< why a fresh start failed; it may be tried again
    void notAnew(const QString &why);
    void missing(const QString &why);
    void failed(const Problem &problem); ///< of something that was asked for; a run may go on beside it

private:
    enum class Offer { None, Skip, Again, Anew, AnewAlone, StartHere, TakeOver };
    void show(look::Tone tone, const Problem &problem, Offer offer);
    QList<QAction *> actionsFor(Offer offer);
    QAction *skipAction(const Problem &problem);

    const frame::PageContext m_context;
    widgets::Banner &m_banner;
    const Offers m_offers;
    std::vector<Finding> m_refusals;
    std::optional<Problem> m_last;    ///< of the last event, for the answer that follows it
    std::optional<Problem> m_trouble; ///< what the banner says now, while the run tries to get over it
};

} // namespace tidegate::pages
