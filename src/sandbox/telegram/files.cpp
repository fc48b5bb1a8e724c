#include "sandbox/telegram/files.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/encoding.hpp"
#include "sandbox/telegram/api_error.hpp"

namespace promo::sandbox::telegram {

namespace {

constexpr std::int64_t kMostDimensions = 10'000;
constexpr std::int64_t kMostRatio = 20;
constexpr std::int64_t kSmallSide = 320;
constexpr std::string_view kIdPrefix = "AgAC";

std::string folder_of(std::string_view kind) {
    if (kind == "photo") return "photos";
    if (kind == "video") return "videos";
    if (kind == "animation") return "animations";
    if (kind == "audio") return "music";
    if (kind == "voice") return "voice";
    if (kind == "video_note") return "video_notes";
    if (kind == "sticker") return "stickers";
    return "documents";
}

std::string ending_of(const StoredFile& file) {
    const auto dot = file.name.rfind('.');
    if (dot != std::string::npos && file.name.size() - dot <= 6) return file.name.substr(dot);
    return file.kind == "photo" ? ".jpg" : ".bin";
}

void check_photo(const FileFacts& facts, std::size_t bytes) {
    if (bytes > kMostPhotoBytes) throw bad_request("file is too big for a photo");
    if (facts.width == 0) throw bad_request("IMAGE_PROCESS_FAILED");
    const auto longer = std::max(facts.width, facts.height);
    const auto shorter = std::min(facts.width, facts.height);
    if (facts.width + facts.height > kMostDimensions || longer > shorter * kMostRatio)
        throw bad_request("PHOTO_INVALID_DIMENSIONS");
}

}  // namespace

StoredFile& store_file(State& state, FileFacts facts, std::string data) {
    if (data.empty()) throw bad_request("file must be non-empty");
    if (data.size() > kMostFileBytes) throw ApiError(413, "Request Entity Too Large");
    if (state.file_bytes + data.size() > kMostStoredBytes)
        throw ApiError(500, "Internal Server Error: the sandbox holds too many files");
    if (const auto size = picture_dimensions(data)) {
        facts.width = size->width;
        facts.height = size->height;
    } else if (facts.kind == "photo") {
        facts.width = 0;
    }
    if (facts.kind == "photo") check_photo(facts, data.size());
    const auto number = ++state.last_file;
    state.file_bytes += data.size();
    auto& file = state.files[number];
    file.number = number;
    file.kind = std::move(facts.kind);
    file.name = std::move(facts.name);
    file.content_type = std::move(facts.content_type);
    file.width = facts.width;
    file.height = facts.height;
    file.duration = facts.duration;
    file.data = std::make_shared<const std::string>(std::move(data));
    return file;
}

StoredFile& named_file(State& state, const Bot& bot, std::string_view reference, FileFacts facts,
                       std::map<std::string, Upload>& uploads) {
    constexpr std::string_view kAttached = "attach://";
    if (reference.starts_with(kAttached)) {
        const auto part = uploads.find(std::string(reference.substr(kAttached.size())));
        if (part == uploads.end())
            throw bad_request("there is no file named '" + std::string(reference.substr(kAttached.size())) +
                              "' in the request");
        facts.name = part->second.file_name;
        facts.content_type = part->second.content_type;
        return store_file(state, std::move(facts), std::exchange(part->second.data, {}));
    }
    if (reference.empty()) throw bad_request("there is no " + facts.kind + " in the request");
    auto& file = file_of_bot(state, bot, reference);
    if (file.kind != facts.kind) throw bad_request("type of file mismatch");
    return file;
}

std::string unique_id(const StoredFile& file, char size) {
    return "AQAD" + core::base64url(std::to_string(file.number) + '-' + size);
}

std::string file_id_for(std::string_view unique_id, const Bot* bot) {
    if (!bot) return std::string(unique_id);
    return std::string(kIdPrefix) + core::base64url(std::to_string(bot->user.id) + '/' + std::string(unique_id));
}

StoredFile* find_file(State& state, std::string_view unique_id) {
    if (unique_id.size() < 4) return nullptr;
    const auto text = core::parse_base64url(unique_id.substr(4));
    if (!text) return nullptr;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end == text->data() + text->size() || *end != '-') return nullptr;
    const auto found = state.files.find(number);
    return found == state.files.end() ? nullptr : &found->second;
}

StoredFile& file_of_bot(State& state, const Bot& bot, std::string_view file_id) {
    const auto wrong = [] { return bad_request("wrong file identifier/HTTP URL specified"); };
    if (!file_id.starts_with(kIdPrefix)) throw wrong();
    const auto text = core::parse_base64url(file_id.substr(kIdPrefix.size()));
    if (!text) throw wrong();
    const auto owner = std::to_string(bot.user.id) + '/';
    if (!text->starts_with(owner)) throw bad_request("wrong file_id or the file is temporarily unavailable");
    auto* file = find_file(state, std::string_view(*text).substr(owner.size()));
    if (!file) throw bad_request("wrong file_id or the file is temporarily unavailable");
    return *file;
}

Media show_file(const StoredFile& file) {
    Media media;
    media.file_unique_id = unique_id(file);
    media.file_size = static_cast<std::int64_t>(file.data->size());
    const bool has_picture = file.kind == "video" || file.kind == "animation" || file.kind == "sticker";
    if (has_picture) {
        media.width = file.width;
        media.height = file.height;
    }
    if (file.kind == "video_note") media.length = file.width;
    if (file.kind != "document" && file.kind != "sticker") media.duration = file.duration;
    if (file.kind == "sticker") {
        media.type = "regular";
        media.is_animated = file.name.ends_with(".tgs");
        media.is_video = file.name.ends_with(".webm");
        return media;
    }
    if (file.kind == "video_note") return media;
    if (!file.name.empty() && file.kind != "voice") media.file_name = file.name;
    if (!file.content_type.empty()) media.mime_type = file.content_type;
    return media;
}

std::vector<Media> show_photo(const StoredFile& file) {
    Media full;
    full.file_unique_id = unique_id(file, 'y');
    full.width = file.width;
    full.height = file.height;
    full.file_size = static_cast<std::int64_t>(file.data->size());
    const auto longer = std::max(file.width, file.height);
    if (longer <= kSmallSide) return {full};
    auto small = full;
    small.file_unique_id = unique_id(file, 'm');
    small.width = std::max<std::int64_t>(1, file.width * kSmallSide / longer);
    small.height = std::max<std::int64_t>(1, file.height * kSmallSide / longer);
    return {small, full};
}

std::string file_path(const StoredFile& file) {
    return folder_of(file.kind) + "/file_" + std::to_string(file.number) + ending_of(file);
}

StoredFile* file_at(State& state, std::string_view path) {
    const auto mark = path.find("/file_");
    if (mark == std::string_view::npos) return nullptr;
    std::int64_t number = 0;
    const auto digits = path.substr(mark + 6);
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const auto found = state.files.find(number);
    return found == state.files.end() || file_path(found->second) != path ? nullptr : &found->second;
}

}  // namespace promo::sandbox::telegram
