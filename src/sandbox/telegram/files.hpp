#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/telegram/arguments.hpp"
#include "sandbox/telegram/state.hpp"

namespace promo::sandbox::telegram {

inline constexpr std::size_t kMostPhotoBytes = 10 << 20;
inline constexpr std::size_t kMostFileBytes = 50 << 20;
inline constexpr std::size_t kMostDownloadBytes = 20 << 20;
inline constexpr std::size_t kMostStoredBytes = std::size_t(512) << 20;

struct FileFacts {
    std::string kind;  // photo, document, video, animation, audio, voice, video_note, sticker
    std::string name;
    std::string content_type;
    std::int64_t width = 0;
    std::int64_t height = 0;
    std::int64_t duration = 0;
};

// Keeps a file. Throws ApiError for one that is too large, and for a photo that is no picture.
StoredFile& store_file(State& state, FileFacts facts, std::string data);

// The file a bot names: `attach://part` of this call, or a file_id of its own. Throws ApiError, also for an address,
// because the sandbox fetches nothing.
StoredFile& named_file(State& state, const Bot& bot, std::string_view reference, FileFacts facts,
                       std::map<std::string, Upload>& uploads);

// How messages show it; photos come in two sizes.
Media show_file(const StoredFile& file);
std::vector<Media> show_photo(const StoredFile& file);

std::string unique_id(const StoredFile& file, char size = 'f');
// A bot's own name for a file; without a bot the unique id itself.
std::string file_id_for(std::string_view unique_id, const Bot* bot);
StoredFile* find_file(State& state, std::string_view unique_id);
// Throws ApiError when this is no file_id of this bot.
StoredFile& file_of_bot(State& state, const Bot& bot, std::string_view file_id);

std::string file_path(const StoredFile& file);
StoredFile* file_at(State& state, std::string_view path);

struct Dimensions {
    std::int64_t width = 0;
    std::int64_t height = 0;
};
// Of a PNG, JPEG, GIF or WebP, from its header; empty for anything else.
std::optional<Dimensions> picture_dimensions(std::string_view data);

}  // namespace promo::sandbox::telegram
