// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "stream/receiver.h"

#include "base/failpoint.h"
#include "pgoutput/copy_data.h"
#include "pgoutput/peek.h"
#include "pgoutput/timestamp.h"
#include "postgres/error.h"
#include "postgres/replication_connection.h"
#include "slot/identity.h"
#include "stream/named_in.h"

#include <chrono>

namespace tidegate::stream {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t blockBytes = 128 * 1024;
constexpr std::size_t blockFrames = 4096;
constexpr std::size_t largeBytes = 1'000'000; ///< of a message that is not copied
/// Well below any sane wal_sender_timeout (a server may set 5 s).
constexpr auto statusInterval = std::chrono::seconds(1);

} // namespace

class Receiver::Session
{
public:
    explicit Session(Receiver &owner)
        : m_owner(owner), m_connection(owner.m_options.source, {"source", owner.m_options.applicationName},
                                       owner.m_stop)
    {
        // On the connection that streams, since a name may lead to another server at every connect: a server that was
        // failed over, or restored, streams on from our position, and what it wrote before it is never sent (rule 14).
        slot::requireSame(slot::identify(m_connection), owner.m_options.sourceSystem, owner.m_options.sourceTimeline);
        m_connection.startReplication(owner.m_options.slot, owner.m_options.from, owner.m_options.publications,
                                      m_connection.connection().serverVersion() >= 140000);
    }

    void run()
    {
        sendStatus(false);
        auto block = std::make_shared<Block>();
        for (;;) {
            m_owner.m_stop.throwIfStopped();
            // A server sends change by change. As long as the consumer has something to do, blocks fill up: one for
            // each change would cost more memory and time than the change.
            const bool consumerWaits = m_owner.m_queue.empty();
            int patience = 0;
            if (block->frames.empty())
                patience = 100;
            else if (!consumerWaits)
                patience = 10;
            const auto bytes = receive(patience);
            if (!bytes.empty()) {
                heard();
                if (bytes.size() >= largeBytes) {
                    if (!block->frames.empty())
                        deliver(std::move(block));
                    block = std::make_shared<Block>();
                    take(*block, bytes, m_connection.keepBuffer());
                } else {
                    take(*block, bytes, {});
                }
            } else {
                tellCaptured();
                askIfSilent();
            }
            const bool full = block->buffer || block->bytes.size() >= blockBytes || block->frames.size() >= blockFrames;
            if (full || (bytes.empty() && !block->frames.empty() && consumerWaits)) {
                deliver(std::move(block));
                block = std::make_shared<Block>();
            }
            statusIfDue();
        }
    }

private:
    std::string_view receive(int milliseconds)
    {
        try {
            return m_connection.receive(milliseconds);
        } catch (const postgres::SqlError &error) {
            throwUnsendable(error);
            throw;
        }
    }

    /// What the walsender does not find, or not in one form, in the catalog of a change, it never will.
    void throwUnsendable(const postgres::SqlError &error) const
    {
        const auto &words = error.problem().serverMessage;
        const auto &publications = m_owner.m_options.publications;
        Problem problem{Code::PublicationMissing, {}, error.sqlstate(), "START_REPLICATION", words, false};
        if (error.is(postgres::sqlstate::undefinedObject)) {
            if (const auto missing = namedIn(words, publications)) {
                problem.arguments = {*missing};
                throw ProblemError(problem);
            }
        }
        // In the middle of the stream pgoutput says so of nothing else; and one agrees with itself.
        if (error.is(postgres::sqlstate::featureNotSupported) && publications.size() > 1) {
            problem.code = Code::ColumnListsDiffer;
            throw ProblemError(problem);
        }
    }

    void heard()
    {
        m_silence.broken();
        m_asked = false;
    }

    /// A source that has nothing to say answers when it is asked. One that is busy with a large transaction may not, on
    /// older minors; another connection then tells whether it still works for us.
    void askIfSilent()
    {
        if (!m_silence.isLong())
            return;
        if (m_asked && m_connection.connection().stateOnServer() != postgres::SessionState::Works)
            m_connection.connection().throwLost("START_REPLICATION", "the walsender does not answer any more");
        sendStatus(true);
        m_silence.broken();
        m_asked = true;
    }

    /// `buffer`: of a message that has the block for itself.
    void take(Block &block, std::string_view bytes, std::shared_ptr<const char> buffer)
    {
        const auto data = pgoutput::parseCopyData(bytes);
        if (const auto *keepalive = std::get_if<pgoutput::PrimaryKeepalive>(&data)) {
            block.frames.push_back({keepalive->walEnd, 0, 0, true});
            m_owner.m_positions.received(keepalive->walEnd);
            // Answered at once, so that a source that shuts down is never held up by us.
            if (keepalive->replyRequested)
                sendStatus(false);
            return;
        }
        const auto &message = std::get<pgoutput::XLogData>(data);
        Frame frame;
        frame.lsn = message.start;
        frame.length = static_cast<std::uint32_t>(message.payload.size());
        if (buffer) {
            frame.offset = static_cast<std::uint32_t>(message.payload.data() - bytes.data());
            block.buffer = std::move(buffer);
            block.bufferSize = bytes.size();
        } else {
            frame.offset = static_cast<std::uint32_t>(block.bytes.size());
            block.bytes.append(message.payload);
        }
        if (const auto relation = pgoutput::changedRelation(message.payload))
            captured(*relation);
        block.frames.push_back(frame);
        if (message.walEnd > m_owner.m_positions.received())
            m_owner.m_positions.received(message.walEnd);
    }

    /// Changes of one relation come in runs.
    void captured(std::uint32_t relation)
    {
        if (!m_run || m_run->first != relation)
            m_run = &*m_captured.try_emplace(relation, 0).first;
        ++m_run->second;
    }

    /// A block may wait here as long as the consumer has enough to do.
    void tellCaptured()
    {
        if (m_captured.empty())
            return;
        m_owner.m_inFlight.add(m_captured);
        m_captured.clear();
        m_run = nullptr;
    }

    void deliver(std::shared_ptr<Block> block)
    {
        tellCaptured(); // before the consumer can see them
        BlockPointer pointer = std::move(block);
        const bool isLarge = m_owner.m_queue.isLarge(*pointer);
        saying([&] { return m_owner.m_queue.push(pointer, 100); });
        // No two rows of such a size are here at once: libpq holds the one that it reads twice.
        if (isLarge)
            saying([&] { return m_owner.m_queue.waitUntilDone(100); });
        heard(); // nobody listened meanwhile
    }

    /// Waits for the consumer while the server hears of us.
    template <typename Done>
    void saying(const Done &done)
    {
        while (!done()) {
            m_owner.m_stop.throwIfStopped();
            statusIfDue();
        }
    }

    void statusIfDue()
    {
        const bool wanted = m_owner.m_wantPosition.exchange(false, std::memory_order_relaxed);
        if (wanted || Clock::now() - m_lastStatus >= statusInterval)
            sendStatus(wanted);
    }

    void sendStatus(bool askPosition)
    {
        m_lastStatus = Clock::now();
        pgoutput::StandbyStatus status;
        status.flushed = m_owner.m_positions.confirmable(m_lastStatus);
        status.written = status.flushed;
        status.applied = status.flushed;
        const auto sinceEpoch = std::chrono::system_clock::now().time_since_epoch();
        status.sendTime = pgoutput::fromUnixMicroseconds(
            std::chrono::duration_cast<std::chrono::microseconds>(sinceEpoch).count());
        status.replyRequested = askPosition;
        const auto message = pgoutput::standbyStatusUpdate(status);
        m_connection.send({message.data(), message.size()});
    }

    Receiver &m_owner;
    postgres::ReplicationConnection m_connection;
    postgres::Silence m_silence;
    bool m_asked = false; ///< and not answered
    Clock::time_point m_lastStatus{};
    progress::ChangeTally m_captured; ///< and not told yet
    progress::ChangeTally::value_type *m_run = nullptr;
};

Receiver::Receiver(ReceiverOptions options, BlockQueue &queue, Positions &positions, progress::InFlight &inFlight,
                   StopToken stop)
    : m_options(std::move(options)), m_queue(queue), m_positions(positions), m_inFlight(inFlight), m_stop(std::move(stop))
{
}

void Receiver::run()
{
    failpoint::reach("stream.connect");
    Session(*this).run();
}

} // namespace tidegate::stream
