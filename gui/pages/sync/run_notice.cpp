// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/run_notice.h"

#include "ask/asker.h"
#include "frame/workspace.h"
#include "jobs/status.h"
#include "pages/sync/fresh_start.h"
#include "text/problem_text.h"
#include "widgets/banner.h"

#include <QAction>

namespace tidegate::pages {

using migration::Event;
using migration::Outcome;

namespace {

bool sameTrouble(const Problem &a, const Problem &b)
{
    return a.code == b.code && a.arguments == b.arguments && a.sqlstate == b.sqlstate;
}

} // namespace

RunNotice::RunNotice(const frame::PageContext &context, widgets::Banner &banner, Offers offers)
    : QObject(&banner), m_context(context), m_banner(banner), m_offers(std::move(offers))
{
}

void RunNotice::started()
{
    m_refusals.clear();
    m_last.reset();
    m_trouble.reset();
    m_banner.dismiss();
}

void RunNotice::take(const progress::ProgressSnapshot &snapshot)
{
    if (snapshot.problem && snapshot.phase == progress::Phase::Retrying) {
        if (m_trouble && sameTrouble(*m_trouble, *snapshot.problem))
            return;
        m_trouble = snapshot.problem;
        show(look::Tone::Attention, *snapshot.problem, journal::skippable(*snapshot.problem) ? Offer::Skip : Offer::None);
    } else if (!snapshot.problem && m_trouble) {
        m_trouble.reset();
        m_banner.dismiss();
    }
}

void RunNotice::take(const Event &event)
{
    if (event.kind == Event::Kind::Finding && event.finding && event.finding->severity == Severity::Refusal)
        m_refusals.push_back(*event.finding);
    if (event.kind == Event::Kind::Problem)
        m_last = event.problem;
    // "verb: [Code] …" is a refusal; its problem came just before.
    if (event.kind == Event::Kind::CommandDone && event.text.find(": [") != std::string::npos && m_last)
        failed(*m_last);
}

void RunNotice::ended(Outcome outcome, const std::optional<Problem> &problem)
{
    if (!problem && m_trouble)
        m_banner.dismiss();
    m_trouble.reset();
    if (!problem)
        return;
    switch (outcome) {
    case Outcome::AlreadyRunning:
    case Outcome::TakenOver:
        show(look::Tone::Attention, *problem, Offer::TakeOver);
        break;
    default:
        show(look::Tone::Failed, *problem, needsFreshStart(problem->code) ? Offer::Anew : Offer::Again);
    }
}

void RunNotice::endedElsewhere(Outcome outcome, const std::optional<Problem> &problem)
{
    m_trouble.reset();
    if (problem) {
        show(look::Tone::Attention, *problem, problem->code == Code::EngineSilent ? Offer::StartHere : Offer::None);
        return;
    }
    if (outcome == Outcome::Stopped)
        m_banner.show(look::Tone::Idle, tr("The engine elsewhere was stopped; nobody runs this migration now. A start goes on "
                                           "exactly where it stopped."),
                      actionsFor(Offer::StartHere));
    else if (outcome == Outcome::Failed)
        m_banner.show(look::Tone::Failed, tr("The engine elsewhere has ended with a failure, and nobody runs this migration now."),
                      actionsFor(Offer::StartHere));
    else
        m_banner.dismiss();
}

void RunNotice::needless()
{
    m_trouble.reset();
    m_banner.show(look::Tone::Attention, tr("The slot is there and has every change since: a start goes on exactly where it stopped. Nothing was changed."),
                  actionsFor(Offer::Again));
}

void RunNotice::gone()
{
    m_trouble.reset();
    m_banner.show(look::Tone::Attention,
                  tr("The target knows nothing of this migration any more: somebody has taken it away. Nothing was removed now; "
                     "rows that it has brought may stand in its tables still, and a start looks for them."),
                  actionsFor(Offer::Again));
}

void RunNotice::interrupted(const QString &what)
{
    m_trouble.reset();
    m_banner.show(look::Tone::Attention,
                  what.isEmpty() ? tr("The fresh start was stopped before anything was removed.")
                                 : tr("The fresh start was stopped. This is removed already, and everything else is as it was:\n%1").arg(what),
                  actionsFor(Offer::AnewAlone));
}

void RunNotice::notAnew(const Problem &problem)
{
    m_trouble.reset();
    show(look::Tone::Failed, problem, Offer::AnewAlone); // a run would end where the last one did
}

void RunNotice::notAnew(const QString &why)
{
    m_trouble.reset();
    if (!why.isEmpty())
        m_banner.show(look::Tone::Attention, why, actionsFor(Offer::AnewAlone));
}

void RunNotice::left(const QString &what, bool isRepeatable)
{
    // A start would copy the tables that are left onto their own rows, or be refused because of them.
    m_trouble.reset();
    m_banner.show(look::Tone::Attention, tr("Not everything was removed for the fresh start:\n%1").arg(what), actionsFor(isRepeatable ? Offer::AnewAlone : Offer::None));
}

void RunNotice::missing(const QString &why)
{
    m_trouble.reset();
    if (why.isEmpty())
        return; // cancelled
    m_banner.show(look::Tone::Attention, why);
}

void RunNotice::failed(const Problem &problem)
{
    m_trouble.reset();
    show(look::Tone::Failed, problem, Offer::None);
}

QList<QAction *> RunNotice::actionsFor(Offer offer)
{
    QList<QAction *> actions;
    const auto add = [this, &actions](const QString &text, const std::function<void()> &act) {
        actions << new QAction(text);
        connect(actions.back(), &QAction::triggered, this, act);
    };
    if (offer == Offer::StartHere)
        add(tr("&Start here"), [this] { m_offers.start(false); });
    else if (offer != Offer::None && offer != Offer::Skip && offer != Offer::AnewAlone)
        add(tr("&Try again"), [this] { m_offers.start(false); });
    if (offer == Offer::Anew || offer == Offer::AnewAlone)
        add(tr("Start a&new…"), m_offers.startAnew);
    if (offer == Offer::TakeOver) {
        add(tr("&Watch it"), m_offers.watch);
        add(tr("Ta&ke over…"), [this] { m_offers.start(true); });
    }
    return actions;
}

QAction *RunNotice::skipAction(const Problem &problem)
{
    auto &run = m_context.workspace.run();
    auto *action = new QAction(tr("S&kip this change…"));
    action->setEnabled(!run.isReadOnly());
    connect(&run, &frame::Run::elsewhereChanged, action, [action, &run] { action->setEnabled(!run.isReadOnly()); });
    connect(action, &QAction::triggered, this, [this, problem] { m_offers.skip(problem); });
    return action;
}

void RunNotice::show(look::Tone tone, const Problem &problem, Offer offer)
{
    const auto words = text::problemText(problem);
    QStringList all{words.forClipboard()};
    for (const auto &refusal : m_refusals) {
        all << text::findingText(refusal).forClipboard();
        if (!refusal.mend.empty())
            all << QString::fromStdString(refusal.mend);
    }
    auto actions = actionsFor(offer);
    if (offer == Offer::Skip)
        actions << skipAction(problem);
    auto *details = new QAction(tr("&Details"));
    connect(details, &QAction::triggered, this, [this, words, all] {
        ask::Question message;
        message.title = tr("What happened");
        message.text = words.happened;
        message.more = words.safe + QLatin1Char('\n') + words.todo;
        message.sql = all.join(QStringLiteral("\n\n"));
        m_context.asker.tell(&m_banner, message);
    });
    actions << details;
    QStringList lines{words.happened};
    if (!words.server.isEmpty())
        lines << words.server; // which names what is to be mended
    lines << words.safe + QLatin1Char(' ') + words.todo;
    m_banner.show(tone, lines.join(QLatin1Char('\n')), actions);
}

} // namespace tidegate::pages
