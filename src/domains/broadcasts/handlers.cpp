#include "domains/broadcasts/handlers.hpp"

#include "core/enum_name.hpp"
#include "core/error.hpp"
#include "domains/broadcasts/typed.hpp"
#include "domains/broadcasts/views.hpp"
#include "http/json.hpp"
#include "http/multipart.hpp"
#include "rendering/decode.hpp"

namespace promo::broadcasts {
namespace {

using core::Refusal;
using core::RefusalCode;
using http::Request;
using http::Response;

constexpr int kCreated = 201;
constexpr std::int64_t kPage = 50;
constexpr std::int64_t kLargestPage = 200;
constexpr std::size_t kMultipartOverhead = 64 * 1024;

struct DraftBody {
    std::optional<std::string> name;
    TypedContent content;
    std::optional<TypedAudience> audience;
    std::optional<TypedTiming> timing;
    std::optional<std::string> request_key;
    std::optional<int> revision;
};
BOOST_DESCRIBE_STRUCT(DraftBody, (), (name, content, audience, timing, request_key, revision))

struct DecisionBody {
    std::string decision;
};
BOOST_DESCRIBE_STRUCT(DecisionBody, (), (decision))

struct LimitBody {
    std::optional<std::int64_t> chosen;
};
BOOST_DESCRIBE_STRUCT(LimitBody, (), (chosen))

struct ChatBody {
    std::int64_t chat_id = 0;
};
BOOST_DESCRIBE_STRUCT(ChatBody, (), (chat_id))

struct AudienceBody {
    std::optional<TypedAudience> audience;
};
BOOST_DESCRIBE_STRUCT(AudienceBody, (), (audience))

struct PreviewBody {
    TypedContent content;
    std::optional<std::int64_t> chat_id;
};
BOOST_DESCRIBE_STRUCT(PreviewBody, (), (content, chat_id))

struct OneView {
    BroadcastView broadcast;
};
BOOST_DESCRIBE_STRUCT(OneView, (), (broadcast))

struct ChangedView {
    bool success = true;
    BroadcastView broadcast;
};
BOOST_DESCRIBE_STRUCT(ChangedView, (), (success, broadcast))

struct ListView {
    std::vector<BroadcastView> broadcasts;
    std::int64_t active_users = 0;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ListView, (), (broadcasts, active_users, next))

struct RecipientView {
    std::int64_t chat_id = 0;
    std::optional<std::string> name;
    RecipientState state = RecipientState::waiting;
    std::optional<std::string> reason;
    std::optional<std::string> error;
    core::Timestamp due_at;
    std::optional<core::Timestamp> done_at;
    std::optional<std::string> outbox_id;
};
BOOST_DESCRIBE_STRUCT(RecipientView, (), (chat_id, name, state, reason, error, due_at, done_at, outbox_id))

struct RecipientsView {
    std::vector<RecipientView> recipients;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(RecipientsView, (), (recipients, next))

struct TrialView {
    bool success = false;  // it has arrived
    std::optional<std::int64_t> message_id;
    std::string state;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(TrialView, (), (success, message_id, state, error))

struct PreviewView {
    std::string text;
    std::int64_t units = 0;
    std::int64_t limit = 0;
    std::optional<std::string> picture_url;
    std::vector<Problem> problems;
};
BOOST_DESCRIBE_STRUCT(PreviewView, (), (text, units, limit, picture_url, problems))

struct OptionsView {
    std::vector<people::ValueCount> languages;
    std::vector<people::ValueCount> sources;
};
BOOST_DESCRIBE_STRUCT(OptionsView, (), (languages, sources))

struct ImageView {
    std::string id;
    int width = 0;
    int height = 0;
    std::string url;
};
BOOST_DESCRIBE_STRUCT(ImageView, (), (id, width, height, url))

struct UploadedView {
    ImageView image;
};
BOOST_DESCRIBE_STRUCT(UploadedView, (), (image))

const core::TenantId& tenant_of(const Request& request) {
    return request.caller().tenant;
}

BroadcastView shown(const Services& s, const Request& request, const Broadcast& broadcast) {
    const auto& picture = broadcast.content.picture;
    std::optional<std::string> url;
    if (picture && picture->id) url = s.uploads.url(tenant_of(request), *picture->id);
    return view_of(broadcast, s.clock.now(), std::move(url));
}

Response changed(const Services& s, const Request& request, const Broadcast& broadcast, int status = 200) {
    return http::json(ChangedView{true, shown(s, request, broadcast)}, status);
}

Draft draft_of(DraftBody body) {
    return {body.name.value_or(""), content_of(std::move(body.content)),
            audience_of(std::move(body.audience).value_or(TypedAudience())),
            timing_of(body.timing.value_or(TypedTiming()))};
}

template <class E>
std::optional<E> state_in(const Request& request) {
    const auto text = request.query_text("state");
    if (text.empty()) return std::nullopt;
    const auto state = core::parse_enum<E>(text);
    if (!state) throw Refusal(RefusalCode::invalid, "There is no such state.", "state");
    return state;
}

Response list(const Services& s, const Request& request) {
    const auto page = s.broadcasts.list(tenant_of(request), state_in<State>(request), request.query_text("cursor"),
                                        request.query_number("limit", kPage, 1, kLargestPage));
    ListView view{{}, s.trials.active_users(tenant_of(request)), page.next};
    for (const auto& broadcast : page.broadcasts)
        view.broadcasts.push_back(shown(s, request, broadcast));
    return http::json(view);
}

Response create(const Services& s, const Request& request) {
    auto body = http::read_json_body<DraftBody>(request);
    const auto request_key = body.request_key;
    const auto made = s.broadcasts.create(tenant_of(request), request.actor(), draft_of(std::move(body)), request_key);
    return changed(s, request, made, kCreated);
}

Response show(const Services& s, const Request& request) {
    auto broadcast = s.broadcasts.find(tenant_of(request), request.path_param("id"));
    broadcast.problem = s.broadcasts.problem_of(tenant_of(request), broadcast);
    return http::json(OneView{shown(s, request, broadcast)});
}

Response change(const Services& s, const Request& request) {
    auto body = http::read_json_body<DraftBody>(request);
    if (!body.revision) throw Refusal(RefusalCode::invalid, "Say which revision you changed.", "revision");
    const auto revision = *body.revision;
    return changed(s, request,
                   s.broadcasts.change(tenant_of(request), request.actor(), request.path_param("id"),
                                       draft_of(std::move(body)), revision));
}

Response remove(const Services& s, const Request& request) {
    s.broadcasts.remove(tenant_of(request), request.actor(), request.path_param("id"));
    return http::success();
}

using Step = Broadcast (Service::*)(const core::TenantId&, const core::Actor&, const std::string&);

template <Step step>
Response take_step(const Services& s, const Request& request) {
    return changed(s, request, (s.broadcasts.*step)(tenant_of(request), request.actor(), request.path_param("id")));
}

Response duplicate(const Services& s, const Request& request) {
    return changed(s, request, s.broadcasts.duplicate(tenant_of(request), request.actor(), request.path_param("id")),
                   kCreated);
}

Response limit(const Services& s, const Request& request) {
    return http::json(s.broadcasts.limit(tenant_of(request)));
}

Response choose_limit(const Services& s, const Request& request) {
    const auto chosen = http::read_json_body<LimitBody>(request).chosen;
    return http::json(s.broadcasts.choose_limit(tenant_of(request), request.actor(), chosen));
}

Response decide_unknown(const Services& s, const Request& request) {
    const auto decision = http::read_json_body<DecisionBody>(request).decision;
    if (decision == "send_again") return take_step<&Service::send_unknown_again>(s, request);
    if (decision == "leave") return take_step<&Service::leave_unknown>(s, request);
    throw Refusal(RefusalCode::invalid, "Decide on send_again or leave.", "decision");
}

Response test(const Services& s, const Request& request) {
    const auto chat = http::read_json_body<ChatBody>(request).chat_id;
    const auto trial = s.trials.send(tenant_of(request), request.actor(), request.path_param("id"), chat);
    return http::json(TrialView{trial.state == "sent", trial.message_id, trial.state, trial.error});
}

Response audience(const Services& s, const Request& request) {
    auto body = http::read_json_body<AudienceBody>(request);
    return http::json(
        s.trials.reach(tenant_of(request), audience_of(std::move(body.audience).value_or(TypedAudience()))));
}

Response preview(const Services& s, const Request& request) {
    auto body = http::read_json_body<PreviewBody>(request);
    const auto seen = s.trials.preview(tenant_of(request), content_of(std::move(body.content)), body.chat_id);
    return http::json(PreviewView{seen.text, static_cast<std::int64_t>(seen.units),
                                  static_cast<std::int64_t>(seen.limit), seen.picture_url, seen.problems});
}

Response recipients(const Services& s, const Request& request) {
    const auto page =
        s.broadcasts.recipients(tenant_of(request), request.path_param("id"), state_in<RecipientState>(request),
                                request.query_text("cursor"), request.query_number("limit", kPage, 1, kLargestPage));
    RecipientsView view{{}, page.next};
    for (const auto& each : page.recipients)
        view.recipients.push_back(
            {each.chat_id, each.name, each.state, each.reason, each.error, each.due_at, each.done_at, each.outbox_id});
    return http::json(view);
}

Response options(const Services& s, const Request& request) {
    const auto found = s.trials.options(tenant_of(request));
    return http::json(OptionsView{found.languages, found.sources});
}

Response upload(const Services& s, const Request& request) {
    const http::Multipart form(request);
    const auto* picture = form.find("image");
    if (picture == nullptr) throw Refusal(RefusalCode::invalid, "Choose a picture.", "image");
    const auto stored = s.uploads.store(tenant_of(request), picture->data, uploads::Purpose::broadcast, "image");
    return http::json(UploadedView{{stored.id, stored.width, stored.height, stored.url}}, kCreated);
}

}  // namespace

http::Routes routes(const Services& services) {
    using enum http::Verb;
    using enum http::Access;
    const auto with = [services](Response (*door)(const Services&, const Request&)) {
        return [services, door](const Request& request) { return door(services, request); };
    };
    const std::string one = "/api/broadcasts/{id:uuid}";
    return {
        {get, "/api/broadcasts", tenant_member, with(list), "Broadcasts, newest first: `state`, `cursor`, `limit`"},
        {post, "/api/broadcasts", tenant_admin, with(create), "A draft; the same `request_key` again is the same one"},
        {post, "/api/broadcasts/audience", tenant_member, with(audience),
         "How many an audience is, and who is left out"},
        {post, "/api/broadcasts/preview", tenant_member, with(preview), "What it says to somebody, and what is wrong"},
        {get, "/api/broadcast-audience-options", tenant_member, with(options),
         "Languages and sources of the bot's people"},
        {get, "/api/broadcast-limit", tenant_member, with(limit),
         "How many people broadcasts may be for in 24 hours, and were"},
        {put, "/api/broadcast-limit", tenant_admin, with(choose_limit), "Chooses that; null: as usual"},
        {post, "/api/broadcast-pictures", tenant_admin, with(upload), "Uploads a picture (`image`) for a broadcast",
         http::Pool::pictures, rendering::kLargestUpload + kMultipartOverhead},
        {get, one, tenant_member, with(show), "One broadcast, with its progress"},
        {put, one, tenant_admin, with(change), "Changes a draft or a scheduled one of this `revision`"},
        {delete_, one, tenant_admin, with(remove), "Deletes a draft, or one that is over"},
        {get, one + "/recipients", tenant_member, with(recipients), "Its ledger: `state`, `cursor`, `limit`"},
        {post, one + "/start", tenant_admin, with(take_step<&Service::start>), "Starts it, or schedules it"},
        {post, one + "/pause", tenant_admin, with(take_step<&Service::pause>), "What has not begun to leave stays"},
        {post, one + "/resume", tenant_admin, with(take_step<&Service::resume>), "Goes on"},
        {post, one + "/cancel", tenant_admin, with(take_step<&Service::cancel>),
         "Ends it; what has not left never does"},
        {post, one + "/retract", tenant_admin, with(take_step<&Service::retract>), "Takes back what has arrived"},
        {post, one + "/retry", tenant_admin, with(take_step<&Service::retry>), "Again to those where it failed"},
        {post, one + "/unknown", tenant_admin, with(decide_unknown),
         "Decides about those in doubt: send_again or leave"},
        {post, one + "/duplicate", tenant_admin, with(duplicate), "A new draft that says the same"},
        {post, one + "/test", tenant_admin, with(test), "Sends it to one of the bot's people, and waits",
         http::Pool::upstream},
    };
}

}  // namespace promo::broadcasts
