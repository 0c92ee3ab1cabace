// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/run.h"

namespace tidegate::frame {

using migration::RunHandle;
using progress::Phase;

Run::Run(QObject *parent) : QObject(parent) {}
Run::~Run() = default;

void Run::start(const migration::RunOptions &options)
{
    auto given = options;
    if (!given.log)
        given.log = m_log;
    m_elsewhere.reset();
    m_subscription = given.subscription;
    begin(std::make_unique<migration::Migration>(std::move(given)));
}

void Run::watch(const migration::WatchOptions &options, const std::vector<std::string> &publications)
{
    auto given = options;
    if (!given.log)
        given.log = m_log;
    m_elsewhere = Elsewhere{given.subscription, publications, {}};
    m_subscription = given.subscription;
    auto watch = std::make_unique<migration::Watch>(std::move(given));
    connect(watch.get(), &migration::Watch::engineSeen, this,
            [this, handle = watch.get()](const migration::WatchedEngine &engine) {
                if (m_handle.get() != handle)
                    return;
                m_elsewhere->engine = engine;
                emit elsewhereChanged();
            });
    begin(std::move(watch));
}

void Run::begin(std::unique_ptr<RunHandle> handle)
{
    m_snapshot.reset();
    m_inSyncSince = {};
    m_isInControl = false;
    m_hasFailed = false;
    m_handle = std::move(handle);
    listen(m_handle.get());
    m_handle->start();
    emit started();
}

void Run::listen(RunHandle *handle)
{
    // What was queued by one that was let go of meanwhile is not of the one that is shown.
    connect(handle, &RunHandle::progressed, this, [this, handle](const progress::ProgressSnapshot &snapshot) {
        if (m_handle.get() == handle)
            take(snapshot);
    });
    connect(handle, &RunHandle::happened, this, [this, handle](const migration::Event &event) {
        if (m_handle.get() == handle)
            emit happened(event);
    });
    connect(handle, &RunHandle::finished, this,
            [this, handle](migration::Outcome outcome, const std::optional<Problem> &problem) {
                handle->deleteLater(); // it is telling us
                if (m_handle.get() != handle)
                    return;
                m_handle.release();
                end(problem || outcome == migration::Outcome::Failed);
                emit finished(outcome, problem);
            });
}

void Run::forget()
{
    if (!isWatching())
        return;
    auto *left = m_handle.release();
    left->setParent(this); // until it says that it has ended, or we go
    left->requestStop();
    m_elsewhere.reset();
    m_snapshot.reset();
    end(false);
    emit forgotten();
}

void Run::end(bool hasFailed)
{
    m_hasFailed = hasFailed;
    m_isInControl = false;
    m_inSyncSince = {};
}

void Run::takeControl()
{
    if (!isReadOnly())
        return;
    m_isInControl = true;
    emit elsewhereChanged();
}

void Run::requestStop()
{
    if (isWatching())
        post("stop", "{}");
    else if (m_handle)
        m_handle->requestStop();
}

void Run::post(const std::string &verb, const std::string &argumentsJson)
{
    if (!m_handle || isReadOnly())
        return;
    m_handle->post(verb, argumentsJson);
    if (isWatching())
        emit posted(QString::fromStdString(verb));
}

std::optional<Phase> Run::phase() const
{
    if (isActive())
        return m_snapshot ? m_snapshot->phase : Phase::Starting;
    if (m_snapshot && m_snapshot->phase == Phase::CutOver)
        return Phase::CutOver;
    if (m_hasFailed)
        return Phase::Failed;
    return m_snapshot ? std::optional(Phase::Stopped) : std::nullopt;
}

void Run::take(const progress::ProgressSnapshot &snapshot)
{
    m_snapshot = std::make_shared<const progress::ProgressSnapshot>(snapshot);
    if (snapshot.phase != Phase::InSync)
        m_inSyncSince = {};
    else if (m_inSyncSince.isNull())
        m_inSyncSince = QDateTime::currentDateTimeUtc();
    emit progressed();
}

} // namespace tidegate::frame
