// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/run_notice.h"

#include "ask/asker.h"
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

RunNotice::RunNotice(const frame::PageContext &context, widgets::Banner &banner, std::function<void(bool)> again)
    : QObject(&banner), m_context(context), m_banner(banner), m_again(std::move(again))
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
        show(look::Tone::Attention, *snapshot.problem, Offer::None);
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
        show(look::Tone::Failed, *problem, Offer::Again);
    }
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

void RunNotice::show(look::Tone tone, const Problem &problem, Offer offer)
{
    const auto words = text::problemText(problem);
    QStringList all{words.forClipboard()};
    for (const auto &refusal : m_refusals) {
        all << text::findingText(refusal).forClipboard();
        if (!refusal.mend.empty())
            all << QString::fromStdString(refusal.mend);
    }
    QList<QAction *> actions;
    if (offer != Offer::None) {
        auto *again = new QAction(tr("&Try again"));
        connect(again, &QAction::triggered, this, [this] { m_again(false); });
        actions << again;
    }
    if (offer == Offer::TakeOver) {
        auto *take = new QAction(tr("Ta&ke over…"));
        connect(take, &QAction::triggered, this, [this] { m_again(true); });
        actions << take;
    }
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
